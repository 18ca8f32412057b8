import { plantTree, runTool, type PlantedTree } from './planted-tree';

interface Diagnostic {
  code: string;
  filename: string;
  labels: { span: { line: number } }[];
}

const switchOver = (rest: string) =>
  `export function n(state: 'draft' | 'sent'): number { switch (state) { case 'draft': return 1; ${rest} } }`;

/** By rule: files that break it. */
const violations: Record<string, Record<string, string>> = {
  'typescript(no-floating-promises)': {
    'libs/domain/leads/floating.ts': `async function send(): Promise<void> {} export function run(): void { send(); }`,
  },
  'typescript(no-misused-promises)': {
    'libs/domain/leads/misused.ts': `async function ok(): Promise<boolean> { return true; } export const n = [1].filter(() => ok());`,
    'libs/domain/leads/condition.ts': `async function ok(): Promise<boolean> { return true; } export const n = ok() ? 1 : 2;`,
  },
  'typescript(switch-exhaustiveness-check)': { 'libs/domain/leads/switch.ts': switchOver('') },
  'typescript(await-thenable)': {
    'libs/domain/leads/await.ts': `export const run = async (n: number): Promise<void> => { await n; };`,
  },
  'typescript(no-explicit-any)': { 'libs/domain/leads/any.ts': `export const x = (y: any) => y as string;` },
  'node(no-process-env)': {
    'libs/domain/leads/environment.ts': `export const port = process.env.PORT;`,
    'apps/sandbox/src/faults/environment.ts': `export const port = process.env.PORT;`,
  },
  'eslint(no-console)': { 'libs/domain/leads/console.ts': `console.log('hello');` },
  'eslint(max-lines)': {
    'libs/domain/leads/long.ts': 'export const a = 1;\n'.concat('// line\n'.repeat(400)),
  },
  'unicorn(filename-case)': { 'libs/domain/leads/LeadService.ts': `export const a = 1;` },
  'import(no-default-export)': { 'libs/domain/leads/default.ts': `export default 1;` },
  'eslint(no-unused-vars)': {
    'libs/domain/leads/unused.ts': `import path from 'node:path'; export const a = 1;`,
  },
  'eslint(no-restricted-imports)': {
    'libs/domain/leads/sql.service.ts': `import { Prisma } from '@platform/database'; export const s = Prisma;`,
  },
  'eslint(no-restricted-properties)': {
    'libs/domain/leads/rows.service.ts': `export const f = (tx: { prisma: number }) => tx.prisma;`,
    'libs/domain/leads/worker/execute.handler.ts': `export const f = (tx: { execute(): void }) => tx.execute();`,
  },
};

const allowed: Record<string, string> = {
  'libs/platform/database/index.ts': `export const Prisma = 1; export type Prisma = number;`,
  'libs/platform/config/environment.ts': `export const port = process.env.PORT;`,
  'apps/sandbox/src/sandbox-config.ts': `export const port = process.env.PORT;`,
  'scripts/start.ts': `console.log(process.env.PORT);`,
  'libs/domain/leads/leads.repository.ts': `import { Prisma } from '@platform/database'; export const f = (tx: { rows(n: number): void }) => tx.rows(Prisma);`,
  'libs/domain/leads/lead-columns.sql.ts': `import { Prisma } from '@platform/database'; export const columns = Prisma;`,
  'libs/domain/leads/types.service.ts': `import type { Prisma } from '@platform/database'; export const n: Prisma = 1;`,
  'libs/domain/leads/complete.ts': switchOver(`case 'sent': return 2;`),
  'libs/domain/leads/defaulted.ts': switchOver(`default: return 2;`),
  'libs/domain/leads/long.spec.ts': `test('it', () => { expect(1).toBe(1); });\n`.concat(
    '// line\n'.repeat(400),
  ),
};

describe('the lint rules', () => {
  let tree: PlantedTree;
  let found: Set<string>;

  beforeAll(async () => {
    tree = await plantTree(Object.assign({}, allowed, ...Object.values(violations)), {
      copied: ['.oxlintrc.json', 'tsconfig.json'],
      linked: ['node_modules'],
    });
    const { stdout } = await runTool('oxlint', ['-f', 'json', 'apps', 'libs', 'scripts'], tree.root);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
    found = new Set(diagnostics.map(({ code, filename }) => `${code} ← ${filename}`));
  });

  afterAll(() => tree.remove());

  const planted = Object.entries(violations).flatMap(([rule, files]) =>
    Object.keys(files).map((file) => [rule, file]),
  );

  it.each(planted)('%s catches %s', (rule, file) => {
    expect([...found]).toContain(`${rule} ← ${file}`);
  });

  it('let the rest pass', () => {
    const expected = planted.map(([rule, file]) => `${rule} ← ${file}`);
    expect([...found].filter((diagnostic) => !expected.includes(diagnostic))).toEqual([]);
  });
});
