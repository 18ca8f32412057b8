import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { rspack, type Configuration } from '@rspack/core';
import rspackOptions from '../../rspack.config.mjs';
import { atEnd, repository } from './scratch.ts';

let product: boolean | undefined;

/** Builds api, worker and sandbox unless the last build is newer than their sources. */
export function buildProduct(): void {
  if (product) return;
  // In a process of its own, because it prints to stdout, which belongs to the figures.
  const build = `import(${JSON.stringify(path.join(repository, 'scripts/start/build.ts'))}).then((m) => m.buildIfStale(${JSON.stringify(repository)}))`;
  execFileSync(process.execPath, ['-e', build], { cwd: repository, stdio: ['ignore', 2, 2] });
  product = true;
}

/** Compiles a program of bench/ that uses the product's own modules, exactly as api and worker are compiled. */
export async function buildProgram(source: string): Promise<string> {
  const name = path.basename(source, '.ts');
  const shared = rspackOptions({ entry: 'apps/worker/' }) as Configuration;
  const folder = path.join(repository, 'dist/bench');
  const compiler = rspack({
    ...shared,
    entry: { [name]: path.join(repository, 'bench', source) },
    output: { ...shared.output, path: folder, clean: false },
  });
  await new Promise<void>((resolve, reject) => {
    compiler.run((error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
      else resolve();
    });
  });
  await new Promise<void>((resolve) => compiler.close(() => resolve()));
  return path.join(folder, `${name}.js`);
}

export interface Program {
  child: ChildProcess;
  /** Sends a request and waits for the answer to it. */
  ask<T>(request: object, withinMs?: number): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a program that talks over Node's process channel; resolves with it once it says it is ready. */
export async function startProgram(
  entry: string,
  options: { args?: string[]; env?: Record<string, string | undefined>; profile?: string } = {},
): Promise<Program> {
  const execArgv = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
  const child = fork(entry, options.args ?? [], {
    cwd: repository,
    env: { ...process.env, LOG_LEVEL: 'warn', ...options.env },
    execArgv: ['--no-warnings', '--enable-source-maps', ...execArgv],
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${path.basename(entry)} ended early (exit ${code})`);
  });
  ended.catch(() => undefined);
  const answer = async <T>(withinMs: number): Promise<T> => {
    const timer = AbortSignal.timeout(withinMs);
    const [message] = (await Promise.race([once(child, 'message', { signal: timer }), ended])) as [T];
    return message;
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended.catch(() => undefined);
    clearTimeout(timer);
  };
  atEnd(stop);
  await answer(30_000);
  return {
    child,
    stop,
    ask: async <T>(request: object, withinMs = 120_000) => {
      const reply = answer<T>(withinMs);
      child.send(request);
      return reply;
    },
  };
}
