import { readdirSync } from 'node:fs';
import path from 'node:path';

const skipped = new Set(['node_modules', '.git', 'dist', 'coverage', '.data', 'generated']);

/** Every file below `root` that belongs to the repository, as relative paths with slashes. */
export function filesOf(root: string, folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const relative = path.posix.join(folder, entry.name);
      if (skipped.has(entry.name)) return [];
      return entry.isDirectory() ? filesOf(root, [relative]) : [relative];
    }),
  );
}

export const isTest = (file: string) =>
  /\.(spec|int-spec|sql-spec|e2e-spec|journey-spec|chaos-spec)\.ts$|(^|\/)test\//.test(file);

const banned = [
  'shared',
  'common',
  'generic',
  'utils',
  'util',
  'helpers',
  'manager',
  'base',
  'core',
  'misc',
  'v2',
];

/** A folder is a subject, not a technique. */
export function folderOfTechnique(file: string): boolean {
  return path.posix
    .dirname(file)
    .split('/')
    .some((folder) => banned.includes(folder));
}

const roles = (
  'action controller dto errors events filter guard handler input interceptor jobs logger module repository routes rule service sql ' +
  'subscriber task types d spec int-spec sql-spec e2e-spec journey-spec chaos-spec mutation-spec'
).split(' ');
const fileName = new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*(\\.(${roles.join('|')})){0,2}\\.ts$`);

/** Kebab-case, and a role that exists. */
export function misnamed(file: string): boolean {
  return file.endsWith('.ts') && !fileName.test(path.posix.basename(file));
}

/** An index.ts is a door, and only these places have doors. */
export function strayDoor(file: string): boolean {
  return (
    path.posix.basename(file) === 'index.ts' &&
    !/^libs\/[^/]+\/[^/]+\/((http|worker)\/)?index\.ts$/.test(file)
  );
}

export interface Sizes {
  median: number;
  p90: number;
  largest: { file: string; lines: number }[];
}

/** Lines per file. */
export function sizesOf(files: { file: string; lines: number }[]): Sizes {
  const sorted = files.toSorted((a, b) => a.lines - b.lines);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.lines ?? 0;
  return { median: at(0.5), p90: at(0.9), largest: sorted.toReversed().slice(0, 5) };
}
