import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const sources = ['apps', 'libs', 'prisma/schema', 'package-lock.json', 'nest-cli.json', 'tsconfig.json'];

/** Builds the three programs unless the last build is newer than every source file. */
export function buildIfStale(root: string): void {
  const entries = ['api', 'worker', 'sandbox'].map((app) => path.join(root, 'dist/apps', app, 'main.js'));
  const built = Math.min(...entries.map((entry) => modified(entry)));
  const newest = Math.max(...sources.map((source) => newestIn(path.join(root, source))));
  if (built > newest) return;
  process.stdout.write('building … ');
  const started = Date.now();
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(`${((Date.now() - started) / 1_000).toFixed(1)} s`);
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(entry: string): number {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(entry)
      .filter((name) => name !== 'generated')
      .map((name) => newestIn(path.join(entry, name))),
  );
}
