import { createRequire } from 'node:module';
import path from 'node:path';
import { plantTree, repository, runTool, type PlantedTree } from './planted-tree';
import { soundHouse, violations } from './planted-walls';

interface Report {
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

const { forbidden } = createRequire(import.meta.url)(path.join(repository, '.dependency-cruiser.cjs')) as {
  forbidden: { name: string }[];
};

async function cruise(root: string): Promise<Set<string>> {
  const { stdout } = await runTool(
    'depcruise',
    [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      'apps',
      'libs',
      'scripts',
      'test',
      'bench',
    ],
    root,
  );
  const report = JSON.parse(stdout) as Report;
  return new Set(report.summary.violations.map(({ rule, from }) => `${rule.name} ← ${from}`));
}

describe('the walls', () => {
  const planted = Object.entries(violations).flatMap(([rule, cases]) =>
    cases.map((files) => ({ rule, files })),
  );
  let sound: PlantedTree;
  let spoiled: PlantedTree;
  let soundReport: Set<string>;
  let spoiledReport: Set<string>;

  beforeAll(async () => {
    const copied = ['.dependency-cruiser.cjs', 'libs/domain/storeys.json', 'tsconfig.json'];
    sound = await plantTree(soundHouse, { copied });
    spoiled = await plantTree(Object.assign({}, soundHouse, ...planted.map(({ files }) => files)), {
      copied,
    });
    [soundReport, spoiledReport] = await Promise.all([cruise(sound.root), cruise(spoiled.root)]);
  });

  afterAll(async () => {
    await sound.remove();
    await spoiled.remove();
  });

  it('let a sound house stand', () => {
    expect([...soundReport]).toEqual([]);
  });

  it('are each proven by a planted violation', () => {
    expect(Object.keys(violations).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it.each(planted.map(({ rule, files }) => [rule, Object.keys(files)[0]!]))('%s catches %s', (rule, from) => {
    expect([...spoiledReport]).toContain(`${rule} ← ${from}`);
  });
});
