/** Everything a slice's files call things, from its folder's name: `open-houses` → OpenHouse, open_house … */
export interface SliceNames {
  /** Folder, route: `open-houses`. */
  slice: string;
  /** One of them, in file names: `open-house`. */
  one: string;
  Many: string;
  One: string;
  oneCamel: string;
  manyCamel: string;
  /** Table, error code: `open_house`. */
  table: string;
  /** In sentences: `open house`. */
  words: string;
  /** The first job's verb, e.g. `remind`. */
  verb: string | undefined;
  Verb: string;
}

const pascal = (kebab: string) =>
  kebab.replaceAll(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
const camel = (kebab: string) =>
  kebab.replaceAll(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(plural)) return plural.slice(0, -2);
  return plural.slice(0, -1);
}

/** @throws Error when the name is no kebab-case plural, or the verb no single word */
export function sliceNames(slice: string, verb?: string): SliceNames {
  if (!/^[a-z]+(-[a-z]+)*s$/.test(slice))
    throw new Error(`"${slice}": a slice is a plural noun in kebab-case, e.g. open-houses`);
  if (verb !== undefined && !/^[a-z]+$/.test(verb))
    throw new Error(`"${verb}": a job starts with a verb of one word, e.g. remind`);
  const one = singularOf(slice);
  return {
    slice,
    one,
    Many: pascal(slice),
    One: pascal(one),
    oneCamel: camel(one),
    manyCamel: camel(slice),
    table: one.replaceAll('-', '_'),
    words: one.replaceAll('-', ' '),
    verb,
    Verb: verb ? pascal(verb) : '',
  };
}
