import { plantTree, runTool, type PlantedTree } from './planted-tree';

interface KnipIssues {
  file: string;
  files?: { name: string }[];
  dependencies?: { name: string }[];
  unlisted?: { name: string }[];
  unresolved?: { name: string }[];
  exports?: { name: string }[];
}

const house = {
  'package.json': JSON.stringify({ name: 'planted', dependencies: { bullmq: '1', 'left-behind': '1' } }),
  'apps/api/src/main.ts': `import { used } from '@domain/leads'; import 'bullmq'; import 'never-declared'; used();`,
  'libs/domain/leads/index.ts': `export { deadExport, used } from './leads.service'; export type { DeadType } from './leads.service';`,
  'libs/domain/leads/leads.service.ts': `export interface DeadType { a: 1 } export const used = () => 1; export const deadExport = 2;`,
  'libs/domain/leads/dead-file.ts': `export const nobody = 1;`,
  'libs/domain/leads/lead.spec.ts': `import { used } from './leads.service'; used();`,
};

describe('dead code', () => {
  let tree: PlantedTree;
  let issues: KnipIssues[];
  const named = (kind: Exclude<keyof KnipIssues, 'file'>) =>
    issues.flatMap((issue) => (issue[kind] ?? []).map(({ name }) => name)).sort();

  beforeAll(async () => {
    tree = await plantTree(house, { copied: ['knip.json', 'tsconfig.json'] });
    const { stdout } = await runTool('knip', ['--reporter', 'json', '--no-config-hints'], tree.root);
    issues = (JSON.parse(stdout) as { issues: KnipIssues[] }).issues;
  });

  afterAll(() => tree.remove());

  it('is found in files', () => expect(named('files')).toEqual(['libs/domain/leads/dead-file.ts']));

  it('is found in doors', () => expect(named('exports')).toEqual(['deadExport', 'deadExport']));

  it('is found in package.json', () => expect(named('dependencies')).toEqual(['left-behind']));

  it('has its opposite: a package nobody declared', () =>
    expect(named('unlisted')).toEqual(['never-declared']));
});
