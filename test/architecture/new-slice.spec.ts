import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { plantTree, repository, runTool, type PlantedTree } from './planted-tree';

const generator = path.join(repository, 'scripts/new-slice.ts');

function generate(root: string, ...args: string[]): string[] {
  const out = execFileSync(process.execPath, ['--no-warnings', generator, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: 'pipe',
  });
  return out
    .slice(out.indexOf('created'), out.indexOf('changed'))
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim());
}

describe('npm run new:slice', () => {
  let house: PlantedTree;
  let plain: string[];
  let withJob: string[];

  beforeAll(async () => {
    house = await plantTree(
      {},
      {
        copied: [
          'apps/api/src',
          'apps/worker/src',
          'libs',
          'prisma/schema',
          'prisma.config.ts',
          'scripts',
          'test/support',
          'tsconfig.json',
          '.prettierrc.json',
          '.oxlintrc.json',
          '.dependency-cruiser.cjs',
          'package.json',
        ],
        linked: ['node_modules'],
      },
    );
    plain = generate(house.root, 'open-houses');
    withJob = generate(house.root, 'invoices', 'remind');
  });

  afterAll(() => house.remove());

  const own = (line: string) => /open-house|invoice|OpenHouse|Invoice/.test(line);

  it('writes 11 files, or 15 and a payload with a job', () => {
    expect(plain).toHaveLength(11);
    expect(withJob).toHaveLength(16);
    expect([...plain, ...withJob].filter((file) => !existsSync(path.join(house.root, file)))).toEqual([]);
  });

  it('writes slices that compile, in apps that compile', () => {
    const sources = [...plain, ...withJob].filter((file) => file.endsWith('.ts'));
    const apps = ['apps/api/src/api.module.ts', 'apps/worker/src/worker.module.ts'];
    const checker = path.join(repository, 'test/architecture/check-files.ts');
    const output = execFileSync(process.execPath, ['--no-warnings', checker, ...sources, ...apps], {
      cwd: house.root,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(output).toBe(`checked ${sources.length + apps.length}\n`);
  });

  it('writes slices that keep the walls and the lint rules', async () => {
    const walls = await runTool(
      'depcruise',
      ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'apps', 'libs'],
      house.root,
    );
    expect(walls.stdout.split('\n').filter(own)).toEqual([]);
    const lint = await runTool(
      'oxlint',
      ['-f', 'unix', ...['open-houses', 'invoices'].map((slice) => `libs/domain/${slice}`)],
      house.root,
    );
    expect(lint.stdout.split('\n').filter(own)).toEqual([]);
  });

  it('tells the apps, the role table and the storeys of them', () => {
    const text = (file: string) => readFileSync(path.join(house.root, file), 'utf8');
    expect(text('apps/api/src/api.module.ts')).toMatch(
      /slices = \[[^\]]*OpenHousesHttpModule,\s*InvoicesHttpModule,?\s*\]/,
    );
    expect(text('apps/worker/src/worker.module.ts')).toMatch(/slices = \[[^\]]*InvoicesWorkerModule,?\s*\]/);
    expect(text('libs/platform/auth/permissions.ts')).toContain(`'open-houses:write': {`);
    const { storeys } = JSON.parse(text('libs/domain/storeys.json')) as { storeys: string[][] };
    expect(storeys.at(-1)).toEqual(expect.arrayContaining(['open-houses', 'invoices']));
  });

  it('writes a schema that Prisma understands', () => {
    execFileSync(process.execPath, ['scripts/generate.mjs'], { cwd: house.root, stdio: 'pipe' });
    const models = path.join(house.root, 'libs/platform/database/generated/models');
    expect(existsSync(path.join(models, 'Invoice.ts')) && existsSync(path.join(models, 'OpenHouse.ts'))).toBe(
      true,
    );
  });

  it('refuses names that would not fit', () => {
    expect(() => generate(house.root, 'Invoices')).toThrow(/plural noun/);
    expect(() => generate(house.root, 'leads')).toThrow(/exists/);
  });
});
