import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf, folderOfTechnique, isTest, misnamed, sizesOf, strayDoor } from './house';
import { repository } from './planted-tree';

const files = filesOf(repository, ['apps', 'libs', 'scripts', 'test', 'prisma']);
const sources = files.filter((file) => file.endsWith('.ts') && !isTest(file));

describe('the house', () => {
  it('has folders named after subjects', () => expect(files.filter(folderOfTechnique)).toEqual([]));

  it('has files named after what they hold, with a role that exists', () => {
    expect(files.filter(misnamed)).toEqual([]);
  });

  it('has doors only where slices have doors', () => expect(files.filter(strayDoor)).toEqual([]));

  it('is built of small files', () => {
    const sizes = sizesOf(
      sources.map((file) => ({
        file,
        lines: readFileSync(path.join(repository, file), 'utf8').trimEnd().split('\n').length,
      })),
    );
    expect(sizes.median).toBeLessThanOrEqual(60);
    expect(sizes.p90).toBeLessThanOrEqual(250);
    expect(sizes.largest.filter(({ lines }) => lines > 400)).toEqual([]);
  });
});

describe('the rules of the house catch', () => {
  it.each(['libs/domain/shared/x.ts', 'libs/platform/http/utils/x.ts', 'libs/core/x.ts'])(
    'folder of %s',
    (file) => expect(folderOfTechnique(file)).toBe(true),
  );

  it.each(['libs/a/b/LeadService.ts', 'libs/a/b/lead_service.ts', 'libs/a/b/lead.usecase.ts'])(
    'name of %s',
    (file) => expect(misnamed(file)).toBe(true),
  );

  it.each(['libs/domain/leads/import/index.ts', 'apps/api/src/index.ts', 'libs/domain/leads/test/index.ts'])(
    'door %s',
    (file) => expect(strayDoor(file)).toBe(true),
  );

  it('large files', () => {
    const small = Array.from({ length: 8 }, (_, n) => ({ file: `small-${n}.ts`, lines: 20 }));
    const sizes = sizesOf([...small, { file: 'a.ts', lines: 300 }, { file: 'b.ts', lines: 500 }]);
    expect(sizes).toMatchObject({
      median: 20,
      p90: 500,
      largest: [{ file: 'b.ts', lines: 500 }, { file: 'a.ts' }, {}, {}, {}],
    });
  });
});
