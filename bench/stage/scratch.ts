import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export const repository = path.resolve(import.meta.dirname, '../..');

/** What must be undone at the end of the run, newest first, however it ends. */
const undo: (() => Promise<unknown>)[] = [];

export function atEnd(work: () => Promise<unknown>): void {
  undo.push(work);
}

export async function cleanUp(): Promise<void> {
  const awake = setInterval(() => undefined, 1_000); // a server that is ending does not keep Node alive
  while (undo.length > 0) {
    await undo.pop()!().catch((error: Error) => note(`while cleaning up: ${error.message}`));
  }
  clearInterval(awake);
}

/** A folder that is gone after the run. Open to all: root's Postgres runs as another user. */
export async function scratchFolder(purpose: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `brickwork-bench-${purpose}-`));
  await chmod(folder, 0o755);
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Progress goes to stderr: stdout carries the figures alone. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Repeats `look` until it answers something. @throws Error after `withinMs` */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined | false>,
  everyMs = 100,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1_000} s in vain for ${what}`);
    await sleep(everyMs);
  }
}
