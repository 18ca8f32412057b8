import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { nodeFlags } from './node-flags.ts';

export interface ServiceOptions {
  name: string;
  entry: string;
  env: Record<string, string | undefined>;
  logDir: string;
  /** Answers 200 as soon as the service can work. */
  readyUrl: string;
  /** Called when the service ends by itself. */
  onExit: (name: string, code: number | null) => void;
}

export interface Service {
  name: string;
  stop(): Promise<void>;
}

/** How long a service may take to finish what it holds before it is ended. In ms. */
const stopTimeout = 25_000;

/** Starts one of our programs, with its log in a file, and waits until it is ready. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, entry, env, logDir, readyUrl, onExit } = options;
  mkdirSync(logDir, { recursive: true });
  const log = createWriteStream(path.join(logDir, `${name}.log`), { flags: 'a' });
  // A group of its own: Ctrl-C reaches this process only, which then stops the services in order.
  const child = spawn(process.execPath, [...nodeFlags(name), entry], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let tail = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.pipe(log, { end: false });
    stream.on('data', (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-3_000)));
  }
  let stopping = false;
  child.once('exit', (code) => {
    if (!stopping) onExit(name, code);
  });
  await ready(child, name, readyUrl, () => tail);
  return {
    name,
    stop: () => {
      stopping = true;
      return stop(child);
    },
  };
}

async function ready(child: ChildProcess, name: string, url: string, tail: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode)
      throw new Error(`${name} ended while starting:\n${tail()}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`${name} was not ready within 30 s (${url}):\n${tail()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
  await ended;
  clearTimeout(timer);
}
