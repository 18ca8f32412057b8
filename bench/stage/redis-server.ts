import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/database/embedded.ts';
import { atEnd, note, scratchFolder } from './scratch.ts';

let running: Promise<{ url: string; pid: number }> | undefined;

/** A redis-server of our own, configured as the product asks for it: append-only file, synced every second, no eviction. */
async function start(): Promise<{ url: string; pid: number }> {
  note('starting redis-server (AOF everysec, noeviction)');
  const port = await freePort();
  const folder = await scratchFolder('redis');
  const child = spawn(
    'redis-server',
    [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
    ],
    { stdio: 'ignore' },
  );
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`redis-server did not start (${error.message}); --backend postgres needs none`)),
    );
  });
  atEnd(
    () =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.pid === undefined) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  );
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, {
    retryStrategy: (tries) => (tries > 100 ? null : 50),
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined); // refused until it listens
  await Promise.race([client.ping(), failed]);
  client.disconnect();
  return { url, pid: child.pid! };
}

export function redisServer(): Promise<{ url: string; pid: number }> {
  return (running ??= start());
}
