import type { Definition } from '../definition/definition.types';

/** A workflow ready to be taken over and changed. */
export interface LibraryEntry {
  key: string;
  name: string;
  description: string;
  /** Names of the tags it uses; those the team lacks are made with it. */
  tags: readonly string[];
  /** The definition with the team's tags: `tag(name)` answers the id. */
  build: (tag: (name: string) => string) => Definition;
}
