import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfStale } from './start/build.ts';

/**
 * `npm test [-- --no-redis] [jest options]`: unit suites and every suite of behaviour on both queue backends, side by side; then the
 * injected faults. A backend that cannot be had is a failure unless it was asked to be left out.
 */
const root = path.resolve(import.meta.dirname, '..');
const options = process.argv.slice(2).filter((option) => option !== '--no-redis');
const withoutRedis = process.argv.includes('--no-redis');
const results = mkdtempSync(path.join(os.tmpdir(), 'brickwork-results-'));
const total = { passed: 0, failed: 0, skipped: 0 };
// Each suite starts programs of ours, the faults hundreds of them: compiled once they start a fifth quicker.
const compileCache = path.join(root, 'node_modules/.cache/compiled');
const backends = ['postgres'];
let broken = false;

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; startTime: number; endTime: number }[];
}

if (withoutRedis) console.log('\nThe suites on Redis are left out (--no-redis).');
else if (redisIsAvailable()) backends.push('redis');
else {
  console.error(
    '\nNo Redis: set REDIS_URL or install redis-server, or leave these suites out with: npm test -- --no-redis',
  );
  broken = true;
}
buildIfStale(root);
// Jest leaves one core free; these suites wait more than they compute.
const suites = run(
  'unit and behaviour',
  ['unit', ...backends],
  ['--testPathIgnorePatterns', 'test/chaos/', '--maxWorkers=4'],
);
expectOnEveryBackend(suites);
if (process.env.UPDATE_TEST_SECONDS) writeSeconds(suites);
// Real processes against deadlines: after everything else, three suites at a time (each waits for half of its time).
// Left to `npm run test:chaos`: faults of providers, pauses and hostile webhooks, which suites of behaviour know at a smaller size.
const atFullSize = 'test/chaos/(providers|steering|webhooks)\\.';
const faults = ['--testPathPatterns', 'test/chaos/', '--testPathIgnorePatterns', atFullSize];
expectOnEveryBackend(run('faults', backends, [...faults, '--maxWorkers=3']));
rmSync(results, { recursive: true, force: true });
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(broken || total.failed > 0 ? 1 : 0);

function run(title: string, projects: string[], only: string[]): Report {
  console.log(`\n── ${title} on ${backends.join(' and ')} ${'─'.repeat(60)}`);
  const file = path.join(results, `${title.replaceAll(' ', '-')}.json`);
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const jestOptions = ['--json', `--outputFile=${file}`, '--reporters=default', '--passWithNoTests'];
  const { status } = spawnSync(
    process.execPath,
    [
      ...['--no-warnings', '--max-old-space-size=4096', jest, ...jestOptions],
      ...['--selectProjects', ...projects, ...only, ...options],
    ],
    {
      cwd: root,
      env: { ...process.env, QUEUE_BACKENDS: backends.join(','), NODE_COMPILE_CACHE: compileCache },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.skipped += report.numPendingTests + report.numTodoTests;
  if (status !== 0) broken = true;
  return report;
}

/** Two runs of one file look alike in a report: they are counted. */
function expectOnEveryBackend({ testResults }: Report): void {
  const isBehaviour = ({ name }: { name: string }) => /\.(int|e2e|journey|chaos)-spec\.ts$/.test(name);
  const byFile = Map.groupBy(testResults.filter(isBehaviour), ({ name }) => name);
  for (const [file, ran] of byFile) {
    if (ran.length === backends.length) continue;
    console.error(
      `${path.relative(root, file)} ran ${ran.length} times on ${backends.length} queue backends`,
    );
    broken = true;
  }
}

/** What takes long is begun early (test/runner/test-order.ts). */
function writeSeconds({ testResults }: Report): void {
  const seconds = new Map<string, number>();
  for (const { name, startTime, endTime } of testResults) {
    const file = path.relative(root, name);
    seconds.set(file, Math.max(seconds.get(file) ?? 0, Math.round((endTime - startTime) / 1_000)));
  }
  const long = [...seconds].filter(([, taken]) => taken >= 3).toSorted((a, b) => b[1] - a[1]);
  writeFileSync(
    path.join(root, 'test/runner/test-seconds.json'),
    `${JSON.stringify(Object.fromEntries(long), null, 2)}\n`,
  );
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
