import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { nodeFlags } from '../../scripts/start/node-flags';

export interface ServiceOptions {
  name: string;
  /** The built program, e.g. dist/apps/worker/main.js. */
  entry: string;
  env: Record<string, string | undefined>;
  /** Answers 200 as soon as the service can work. */
  readyUrl: string;
  logFile: string;
}

/** One of our programs as a process of its own, which a test may kill, stop and start again. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private tail = '';

  constructor(readonly options: ServiceOptions) {}

  get name(): string {
    return this.options.name;
  }

  get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts it; with `ready` it also waits until the service can work. */
  async start(ready = true): Promise<void> {
    const { entry, env, logFile } = this.options;
    const log = createWriteStream(logFile, { flags: 'a' });
    const child = spawn(process.execPath, [...nodeFlags(path.basename(path.dirname(entry))), entry], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.pipe(log, { end: false });
      stream.on('data', (chunk: Buffer) => (this.tail = (this.tail + chunk.toString()).slice(-3_000)));
    }
    child.once('exit', () => log.end());
    if (ready) await this.ready();
  }

  async ready(withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      if (!this.alive) throw new Error(`${this.name} ended while starting:\n${this.tail}`);
      const response = await fetch(this.options.readyUrl).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok) return;
      if (Date.now() > deadline)
        throw new Error(`${this.name} was not ready within ${withinMs} ms:\n${this.tail}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sends a signal to this process only. SIGKILL is answered when the process is gone. */
  async kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' = 'SIGKILL'): Promise<void> {
    if (!this.alive) return;
    const gone = new Promise<void>((resolve) => this.child!.once('exit', () => resolve()));
    this.child!.kill(signal);
    if (signal === 'SIGKILL') await gone;
  }

  /** SIGTERM as a deploy sends it; SIGKILL after `patienceMs`. Answers how it ended and after how many ms. */
  async terminate(patienceMs = 30_000): Promise<{ ms: number; code: number | null; killed: boolean }> {
    if (!this.alive) return { ms: 0, code: this.child?.exitCode ?? null, killed: false };
    const began = performance.now();
    const gone = new Promise<number | null>((resolve) => this.child!.once('exit', (code) => resolve(code)));
    this.child!.kill('SIGTERM');
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      this.child!.kill('SIGKILL');
    }, patienceMs);
    const code = await gone;
    clearTimeout(timer);
    return { ms: Math.round(performance.now() - began), code, killed };
  }
}
