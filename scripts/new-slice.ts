import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { coreFiles } from './new-slice/core-files.ts';
import { httpFiles, workerFiles } from './new-slice/door-files.ts';
import { editsFor } from './new-slice/edits.ts';
import { sliceNames } from './new-slice/slice-names.ts';

/**
 * `npm run new:slice invoices [remind]`: a slice that works: table behind row-level security, three routes, a test, and with a verb
 * its first job. It lands on the highest storey of the house.
 */
const [slice, verb] = process.argv.slice(2);
if (!slice) {
  console.error(
    'usage: npm run new:slice NAME [VERB]   NAME: a plural noun, kebab-case; VERB: of its first job',
  );
  process.exit(1);
}
const root = process.cwd();
const names = sliceNames(slice, verb);
if (existsSync(path.join(root, 'libs/domain', slice))) throw new Error(`libs/domain/${slice} exists`);

const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
const created = {
  ...coreFiles(names, `${stamp}_${names.table}`),
  ...httpFiles(names),
  ...workerFiles(names),
};
const edited: Record<string, string> = {};
// All edits are worked out before anything is written: a half-made slice helps nobody.
for (const [file, edit] of Object.entries(editsFor(names)))
  edited[file] = edit(await readFile(path.join(root, file), 'utf8'));
for (const [file, content] of Object.entries({ ...created, ...edited })) {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), content);
}
const formatted = [...Object.keys(created), ...Object.keys(edited)].filter((file) =>
  /\.(ts|json)$/.test(file),
);
const prettier = path.join(root, 'node_modules/prettier/bin/prettier.cjs');
execFileSync(process.execPath, [prettier, '--write', '--log-level=warn', ...formatted], {
  cwd: root,
  stdio: 'inherit',
});

console.log(
  `created\n  ${Object.keys(created).join('\n  ')}\nchanged\n  ${Object.keys(edited).join('\n  ')}`,
);
console.log(`
next: npm run generate && npm run check
      npm run test:behaviour -- libs/domain/${slice}
It stands on the highest storey (libs/domain/storeys.json); move it down if other slices shall call it.`);
