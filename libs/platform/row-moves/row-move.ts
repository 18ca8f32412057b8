import type { SqlTx } from '@platform/database';

/** Two rows of one kind, of which the first becomes a part of the second. */
export interface Owners {
  from: string;
  to: string;
}

/** Rows that say in one column whose they are, and that follow when their owner becomes a part of another. */
export interface RowMove {
  table: string;
  column: string;
  /** The column, a uuid, by which a row is known again. Default: `id`. */
  key?: string;
  /** What stands before the owner's id where the column is text, e.g. `lead:`. */
  prefix?: string;
  /** A uuid column that says the same as such a text. */
  beside?: string;
  /** What the new owner may have once only; where it has the like, the row is set aside. An empty list: one row per owner. */
  onePer?: readonly string[];
  /** The column is JSON that names owners somewhere. The table is known by `id`. */
  inside?: true;
  /** SQL over the table: which rows are meant, and where to look for them. */
  only?: string;
}

/** What became of the rows of one table, or of one step of a slice. */
export interface MovedPart {
  part: string;
  /** Rows that belong to the new owner now. */
  ids: string[];
  /** JSON array of rows, as they were, that were taken away or changed. */
  setAside: string;
}

/** What a slice does when two owners become one: each slice names its own rows, and what cannot be there twice. */
export interface Follower {
  readonly rows: readonly RowMove[];
  /** Further tables that `prepare` and `restore` see to. */
  readonly tables?: readonly string[];
  /** Before the rows move: joins or ends what the new owner has already. Runs twice, and finds nothing the second time. */
  prepare?(tx: SqlTx, owners: Owners): Promise<MovedPart[]>;
  /** After the rows and all that was set aside are back: the rest. */
  restore?(tx: SqlTx, owners: Owners, parts: readonly MovedPart[]): Promise<void>;
}
