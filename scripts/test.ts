import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfStale } from './start/build.ts';

/**
 * `npm test [-- --no-redis] [jest options]`: unit suites, then every suite of behaviour on both queue backends.
 * A backend that cannot be had is a failure unless it was asked to be left out.
 */
const root = path.resolve(import.meta.dirname, '..');
const options = process.argv.slice(2).filter((option) => option !== '--no-redis');
const withoutRedis = process.argv.includes('--no-redis');
const results = mkdtempSync(path.join(os.tmpdir(), 'brickwork-results-'));
const total = { passed: 0, failed: 0, skipped: 0 };
let broken = false;

buildIfStale(root);
run('unit', 'unit', {}, ['--maxWorkers=2']);
behaviour('Postgres', 'postgres');
if (withoutRedis) console.log('\nThe suites on Redis were left out (--no-redis).');
else if (redisIsAvailable()) behaviour('Redis', 'redis');
else {
  console.error(
    '\nNo Redis: set REDIS_URL or install redis-server, or leave these suites out with: npm test -- --no-redis',
  );
  broken = true;
}
rmSync(results, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(broken || total.failed > 0 ? 1 : 0);

/** The injected faults run real processes against deadlines: alone, after everything else. */
function behaviour(name: string, backend: string): void {
  const env = { QUEUE_BACKEND: backend };
  // Jest leaves one core free; these suites wait more than they compute.
  run(`behaviour on ${name}`, 'behaviour', env, [
    '--testPathIgnorePatterns',
    'test/chaos/',
    '--maxWorkers=3',
  ]);
  run(`faults on ${name}`, 'behaviour', env, ['--testPathPatterns', 'test/chaos/', '--runInBand']);
}

function run(title: string, project: string, env: Record<string, string>, only: string[] = []): void {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 90 - title.length))}`);
  const file = path.join(results, `${title.replaceAll(' ', '-')}.json`);
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const nodeOptions = ['--no-warnings', '--max-old-space-size=4096'];
  const jestOptions = [
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${file}`,
    '--reporters=default',
    '--passWithNoTests',
  ];
  const { status } = spawnSync(
    process.execPath,
    [...nodeOptions, jest, ...jestOptions, ...only, ...options],
    {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const report = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  total.passed += report.numPassedTests ?? 0;
  total.failed += (report.numFailedTests ?? 0) + (report.numRuntimeErrorTestSuites ?? 0);
  total.skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  if (status !== 0) broken = true;
}

function redisIsAvailable(): boolean {
  if (process.env.REDIS_URL || has('redis-server')) return true;
  if (!has('apt-get') || process.getuid?.() !== 0) return false;
  console.log('\nredis-server is not installed; installing it with apt-get');
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return (
    (apt('install', '-y', 'redis-server') || (apt('update') && apt('install', '-y', 'redis-server'))) &&
    has('redis-server')
  );
}

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
