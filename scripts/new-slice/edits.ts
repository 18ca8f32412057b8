import type { SliceNames } from './slice-names.ts';

/** Changes one file of the house so that it knows the slice. Throws when the place to change is not where it was. */
export type Edit = (text: string) => string;

function replaced(text: string, place: RegExp, by: (...groups: string[]) => string): string {
  if (!place.test(text)) throw new Error(`nothing to edit at ${place}`);
  return text.replace(place, (...match: string[]) => by(...match));
}

function imported(text: string, line: string): string {
  return replaced(text, /^import .+ from '@platform\//m, (first) => `${line}\n${first}`);
}

/** By path, the files that name every slice. */
export function editsFor({ slice, Many, verb }: SliceNames): Record<string, Edit> {
  const many = slice.replaceAll('-', ' ');
  const edits: Record<string, Edit> = {
    'libs/domain/storeys.json': (text) => {
      const house = JSON.parse(text) as { storeys: string[][] };
      if (!house.storeys.flat().includes(slice)) house.storeys.at(-1)!.push(slice);
      return JSON.stringify(house, null, 2);
    },
    'libs/platform/auth/permissions.ts': (text) =>
      replaced(
        text,
        /^} as const satisfies Record<`/m,
        (end) => `  '${slice}:read': { minimum: 'MEMBER', about: 'See ${many}' },
  '${slice}:write': { minimum: 'MEMBER', about: 'Create and change ${many}' },
${end}`,
      ),
    'apps/api/src/api.module.ts': (text) =>
      replaced(
        imported(text, `import { ${Many}HttpModule } from '@domain/${slice}/http';`),
        /^const slices = \[([^\]]*?),?\s*\]/m,
        (_all, slices) => `const slices = [${slices}, ${Many}HttpModule]`,
      ),
  };
  if (verb) {
    edits['apps/worker/src/worker.module.ts'] = (text) =>
      replaced(
        imported(text, `import { ${Many}WorkerModule } from '@domain/${slice}/worker';`),
        /^const slices = \[([^\]]*?),?\s*\]/m,
        (_all, slices) => `const slices = [${slices}, ${Many}WorkerModule]`,
      );
  }
  return edits;
}
