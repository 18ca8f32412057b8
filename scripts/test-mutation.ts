import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run test:mutation [-- --only WORDS]`: takes down each policy and each repository's scope in turn and looks whether the walks of
 * test/isolation notice. Minutes; prints what noticed each. What nothing notices is a wall that a change could remove unseen.
 */
const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const folder = mkdtempSync(path.join(os.tmpdir(), 'brickwork-mutations-'));
const verdicts = path.join(folder, 'verdicts.jsonl');
const began = performance.now();
const { status } = spawnSync(
  process.execPath,
  [
    ...['--no-warnings', '--max-old-space-size=4096', path.join(root, 'node_modules/jest/bin/jest.js')],
    ...['--selectProjects', 'mutation', '--maxWorkers=2', '--reporters=default'],
  ],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, MUTATION_VERDICTS: verdicts, MUTATION_ONLY: values.only },
  },
);
const told = existsSync(verdicts)
  ? readFileSync(verdicts, 'utf8')
      .trim()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { mutation: string; killedBy: Record<string, string>; spared?: string },
      )
  : [];
rmSync(folder, { recursive: true, force: true });
const width = Math.max(0, ...told.map(({ mutation }) => mutation.length));
for (const { mutation, killedBy, spared: why } of told.toSorted((a, b) =>
  a.mutation.localeCompare(b.mutation),
)) {
  const names = Object.keys(killedBy);
  const end = names.length > 0 ? `killed by ${names.join(', ')}` : why ? `spared: ${why}` : 'SURVIVED';
  console.log(`${mutation.padEnd(width)}  ${end}`);
}
const spared = told.filter((one) => one.spared).length;
const killed = told.filter(({ killedBy }) => Object.keys(killedBy).length > 0).length;
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `\n${told.length} mutations, ${killed} killed, ${spared} spared, ${told.length - killed - spared} survived, in ${minutes} minutes`,
);
if (told.length === 0) console.error('no mutation has these words in its name');
process.exit(told.length === 0 ? 1 : (status ?? 1));
