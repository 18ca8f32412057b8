import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/database/embedded';

export interface RedisServer {
  url: string;
  pid: number;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A redis-server of our own on loopback, configured as the product asks for it: AOF, noeviction. */
export async function startRedis(options: { appendOnly?: boolean } = {}): Promise<RedisServer> {
  const port = await freePort();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'brickwork-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(
      'redis-server',
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
        ...['--appendonly', options.appendOnly ? 'yes' : 'no', '--maxmemory-policy', 'noeviction'],
      ],
      { stdio: 'ignore' },
    );
    await new Promise<void>((resolve, reject) => {
      child!.once('error', (error) => reject(new Error(`redis-server did not start: ${error.message}`)));
      const client = new Redis(url, {
        retryStrategy: (tries) => (tries > 50 ? null : 50),
        maxRetriesPerRequest: null,
      });
      client.on('error', () => undefined); // refused until it listens
      client.ping().then(() => resolve(client.disconnect()), reject);
    });
  };
  const kill = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });

  await start();
  return {
    url,
    get pid() {
      return child!.pid!;
    },
    kill: () => kill('SIGKILL'),
    start,
    stop: async () => {
      await kill('SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}
