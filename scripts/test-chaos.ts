import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from './start/build.ts';

/**
 * `npm run test:chaos [-- --backend redis|postgres --only WORDS --seed N]`: every injected fault at full size on both queue
 * backends, with figures. The seed decides when processes are killed and what the providers do; the same one repeats a run.
 */
const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { backend: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' } },
});
const backends = values.backend ? [values.backend] : ['postgres', 'redis'];
const seed = values.seed ?? String(randomInt(1, 1_000_000));
if (backends.some((backend) => backend !== 'postgres' && backend !== 'redis') || !/^\d+$/.test(seed)) {
  console.error('usage: npm run test:chaos [-- --backend redis|postgres --only WORDS --seed NUMBER]');
  process.exit(1);
}
if (backends.includes('redis') && !isInstalled('redis-server')) {
  console.error('redis-server is not installed: its faults need one to kill (or: --backend postgres)');
  process.exit(1);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'brickwork-chaos-report-'));
buildIfStale(root);
const failed: string[] = [];
for (const backend of backends) {
  console.log(`\n── faults on ${backend}, seed ${seed} ${'─'.repeat(60)}`);
  if (!run(backend)) failed.push(backend);
}
const rows = backends.flatMap(reportOf);
rmSync(folder, { recursive: true, force: true });
console.log(`\n${printed(rows)}`);
const again = `npm run test:chaos -- --seed ${seed}`;
console.log(
  failed.length === 0
    ? `\nall promises held (${again})`
    : `\nbroken on ${failed.join(' and ')}; repeat with: ${again}`,
);
process.exit(failed.length === 0 ? 0 : 1);

function run(backend: string): boolean {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const options = [
    '--selectProjects',
    'behaviour',
    '--testPathPatterns',
    'test/chaos/',
    '--runInBand',
    '--verbose',
  ];
  const only = values.only ? ['--testNamePattern', values.only] : [];
  const { status } = spawnSync(
    process.execPath,
    ['--no-warnings', '--max-old-space-size=4096', jest, ...options, ...only],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        QUEUE_BACKEND: backend,
        CHAOS: 'full',
        CHAOS_SEED: seed,
        CHAOS_REPORT: fileOf(backend),
      },
    },
  );
  return status === 0;
}

function fileOf(backend: string): string {
  return path.join(folder, `${backend}.ndjson`);
}

/** One row per fault, in the order they were injected. */
function reportOf(backend: string): string[][] {
  if (!existsSync(fileOf(backend))) return [];
  const lines = readFileSync(fileOf(backend), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const {
      fault,
      backend: on,
      seed: _seed,
      ...figures
    } = JSON.parse(line) as Record<string, string | number>;
    const text = Object.entries(figures).filter(([, value]) => value !== 0);
    return [String(fault), String(on), text.map(([name, value]) => `${name} ${value}`).join(', ')];
  });
}

function printed(rows: string[][]): string {
  const [faults, names] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length), 7));
  return rows
    .map(([fault, on, text]) => `  ${fault!.padEnd(faults!)}   ${on!.padEnd(names!)}   ${text}`)
    .join('\n');
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
