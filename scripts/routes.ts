import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf, isTest } from '../test/architecture/house.ts';

/**
 * `npm run routes`: the routes that were planned (docs/planned-routes.txt) against those that are there (docs/openapi.json): behind
 * which role, and how many test files call the route by itself, besides the walks over every route (test/isolation).
 */
const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const methods = ['get', 'post', 'put', 'patch', 'delete'];

interface Operation {
  'x-access': string;
}

const { paths } = JSON.parse(read('docs/openapi.json')) as {
  paths: Record<string, Record<string, Operation>>;
};
const present = new Map(
  Object.entries(paths).flatMap(([url, item]) =>
    methods.flatMap((method): [string, { url: string; access: string }][] =>
      item[method] ? [[keyOf(method, url), { url, access: item[method]['x-access'] }]] : [],
    ),
  ),
);
const roles = read('docs/roles.md')
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const tests = filesOf(root, ['apps', 'libs', 'test'])
  .filter((file) => isTest(file) && !file.includes('/isolation/'))
  .map(read);

let missing = 0;
print(['planned', 'present', 'who', 'test files that name it']);
print(['---', '---', '---', '---']);
for (const line of read('docs/planned-routes.txt').trim().split('\n')) {
  const [method, url] = line.split(' ') as [string, string];
  const found = present.get(keyOf(method, url));
  if (!found) missing += 1;
  print([
    `\`${method} ${url}\``,
    found ? 'yes' : 'no',
    found ? roleBehind(found.access) : '',
    found ? `${filesThatCall(found.url)}` : '',
  ]);
}
const planned = read('docs/planned-routes.txt').trim().split('\n').length;
process.stdout.write(
  `\n${planned - missing} of ${planned} planned routes are there; ${present.size} routes in all\n`,
);

function keyOf(method: string, url: string): string {
  return `${method.toUpperCase()} ${url.replace(/\{\w+\}/g, '{}')}`;
}

/** The lowest role that has the permission, as docs/roles.md says. */
function roleBehind(access: string): string {
  const row = roles.find((cells) => cells[0] === `\`${access}\``);
  const role = ['member', 'manager', 'admin', 'owner'].find((_role, index) => row?.[index + 2] === 'yes');
  return role ? `${role} (${access})` : access;
}

/** Tests write `/api/leads/${id}`, or leave out what all of theirs begin with. */
function filesThatCall(url: string): number {
  const parts = url
    .replace(/^\/api/, '')
    .split(/\{\w+\}/)
    .map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  const called = new RegExp(`${parts.join('(?:\\$\\{[^{}]+\\}|[\\w-]+)')}(?=['"\`?\\s])`);
  return tests.filter((text) => called.test(text)).length;
}

function print(cells: string[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
