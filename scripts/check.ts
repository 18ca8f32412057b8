import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf, isTest } from '../test/architecture/house.ts';

/** `npm run check`: what a change must pass before it is committed. The quick ones first; stops at the first that fails. */
const root = path.resolve(import.meta.dirname, '..');
const jest = ['--no-warnings', 'node_modules/jest/bin/jest.js'];

const steps: { title: string; command: string[]; hint: string }[] = [
  { title: 'format', command: bin('prettier', '--check', '--log-level=warn', '.'), hint: 'npm run format' },
  { title: 'lint', command: bin('oxlint'), hint: 'rules: .oxlintrc.json' },
  {
    title: 'types',
    command: bin('tsc', '-p', 'tsconfig.json'),
    hint: 'stale Prisma client? npm run generate',
  },
  {
    title: 'walls',
    command: bin(
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'libs',
      'scripts',
      'test',
      'bench',
    ),
    hint: 'why a wall stands: its comment in .dependency-cruiser.cjs',
  },
  { title: 'dead code', command: bin('knip', '--no-config-hints'), hint: 'delete it, or use it' },
  {
    title: 'unit tests',
    command: [process.execPath, ...jest, '--selectProjects=unit', '--reporters=default', '--silent'],
    hint: 'one file: npm run test:unit -- --testPathPatterns=part/of/its/path',
  },
];

const started = performance.now();
for (const { title, command, hint } of steps) {
  const begun = performance.now();
  process.stdout.write(`${title.padEnd(12)}`);
  const { status, stdout, stderr, error } = spawnSync(command[0]!, command.slice(1), {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${seconds(begun)}`);
  if (status !== 0) {
    console.log(`\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\n${title} failed (${hint})`);
    process.exit(1);
  }
}
warnOfLongFiles();
console.log(`\neverything passes (${seconds(started)})`);

function bin(name: string, ...args: string[]): string[] {
  return [path.join(root, 'node_modules/.bin', name), ...args];
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}

/** Over 400 lines is an error of the linter; from 250 on it is time to look for the second subject in a file. */
function warnOfLongFiles(): void {
  for (const file of filesOf(root, ['apps', 'libs', 'scripts'])) {
    if (!file.endsWith('.ts') || isTest(file)) continue;
    const lines = readFileSync(path.join(root, file), 'utf8').trimEnd().split('\n').length;
    if (lines > 250) console.log(`warning: ${file} has ${lines} lines`);
  }
}
