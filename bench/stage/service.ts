import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { atEnd, repository, sleep } from './scratch.ts';
import { nodeFlags } from '../../scripts/start/node-flags.ts';

export interface Service {
  pid: number;
  /** From spawn to the first 200 of `readyPath`, in ms. */
  bootMs: number;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  name: 'api' | 'worker' | 'sandbox';
  env: Record<string, string>;
  readyUrl: string;
  logFolder: string;
  /** A folder for its CPU profile. */
  profile?: string;
}

/** One of the three programs as the product starts it, in a process of its own. */
export async function startService({
  name,
  env,
  readyUrl,
  logFolder,
  profile,
}: ServiceOptions): Promise<Service> {
  const execArgv = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`]
    : [];
  const log = createWriteStream(path.join(logFolder, `${name}.log`), { flags: 'a' });
  const spawned = performance.now();
  const child = spawn(
    process.execPath,
    [...nodeFlags(name), ...execArgv, path.join(repository, `dist/apps/${name}/main.js`)],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-3_000)));
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (gone()) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
    await ended;
    clearTimeout(timer);
  };
  atEnd(stop);
  while (!(await answers(readyUrl))) {
    if (gone()) throw new Error(`${name} ended while starting:\n${tail}`);
    if (performance.now() - spawned > 60_000)
      throw new Error(`${name} was not ready within a minute:\n${tail}`);
    await sleep(10);
  }
  return { pid: child.pid!, bootMs: performance.now() - spawned, stop };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}
