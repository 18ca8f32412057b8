import { encodeCursor, type CursorValue } from './cursor';

export interface Page<T> {
  data: T[];
  /** Where the next page starts; null on the last. */
  nextCursor: string | null;
}

/**
 * Makes a page of rows that were read with `LIMIT limit + 1`: the one too many says that there is more.
 * `toCursor` names the values by which the list goes on after its last row.
 */
export function pageOf<T>(rows: T[], limit: number, toCursor: (last: T) => readonly CursorValue[]): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(toCursor(last)) : null,
  };
}

export function mapPage<T, R>(page: Page<T>, map: (item: T) => R): Page<R> {
  return { data: page.data.map((item) => map(item)), nextCursor: page.nextCursor };
}
