import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { globalsSource } from './jest-globals.ts';

/** What Jest's transformer makes of a file. */
export interface CompiledFile {
  code: string;
  sourceMapPath: string | null;
}

/** One test file's turn in this process. Every module of the house that it imports is evaluated anew, for it alone. */
export interface Run {
  /** Set in the address of each module: Node keeps one instance per address. */
  readonly id: number;
  compile(file: string): CompiledFile;
  /** Where each module's map lies, by the address that its stack frames bear. */
  readonly sourceMaps: Map<string, string>;
}

const root = path.resolve(import.meta.dirname, '../..');
const rootUrl = `${pathToFileURL(root).href}/`;
const globalsUrl = 'jest-globals:';
const doors = /^@(domain|integrations|platform)\/(.+)$/;
const compiled = new Map<string, CompiledFile>();
const targets = new Map<string, string | null>();
let current: Run | undefined;
let runs = 0;

/** Begins a run; modules that an earlier one still imports late are compiled by the new one's transformer as well. */
export function beginRun(compile: Run['compile']): Run {
  runs += 1;
  current = { id: runs, compile, sourceMaps: new Map() };
  return current;
}

/** The address of a file in a run. */
export const addressOf = (file: string, { id }: Run) => `${pathToFileURL(file).href}?run=${id}`;

/** Packages are Node's to find, and are evaluated once per process; modules of the house are found here. */
export function installModuleHooks(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const parent = context.parentURL;
      const at = parent?.lastIndexOf('?run=') ?? -1;
      if (at < 0) return nextResolve(specifier, context);
      const run = parent!.slice(at);
      if (specifier === '@jest/globals') return { url: globalsUrl + run, shortCircuit: true };
      const file = fileOf(specifier, parent!.slice(0, at));
      return file === null ? nextResolve(specifier, context) : { url: file + run, shortCircuit: true };
    },
    load: (url, context, nextLoad) => {
      if (url.startsWith(globalsUrl)) return { format: 'module', source: globalsSource, shortCircuit: true };
      const at = url.lastIndexOf('.ts?run=');
      if (at < 0 || !current) return nextLoad(url, context);
      const file = fileURLToPath(url.slice(0, at + 3));
      let output = compiled.get(file);
      if (!output) compiled.set(file, (output = current.compile(file)));
      if (output.sourceMapPath) current.sourceMaps.set(url, output.sourceMapPath);
      return { format: 'module', source: output.code, shortCircuit: true };
    },
  });
}

/** The address, without a run, of a module of the house; null for what Node finds itself. */
function fileOf(specifier: string, parent: string): string | null {
  const door = doors.exec(specifier);
  const wanted = door
    ? `${rootUrl}libs/${door[1]}/${door[2]}/index.ts`
    : /^\.{0,2}\//.test(specifier)
      ? new URL(specifier, parent).href
      : specifier;
  if (!wanted.startsWith(rootUrl)) return null;
  let target = targets.get(wanted);
  if (target === undefined) {
    target = [wanted, `${wanted}.ts`, `${wanted}/index.ts`].find(isSource) ?? null;
    targets.set(wanted, target);
  }
  return target;
}

const isSource = (url: string) => /^[^?]+\.ts$/.test(url) && existsSync(fileURLToPath(url));
