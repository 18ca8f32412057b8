import { invalidField } from '@platform/errors';

interface CursorTypes {
  uuid: string;
  text: string;
  int: number;
  float: number;
  date: Date;
}

type CursorColumn = keyof CursorTypes | `${keyof CursorTypes}?`;
export type CursorValue = string | number | Date | null;
export type CursorShape = readonly CursorColumn[];
export type CursorOf<S extends CursorShape> = {
  [I in keyof S]: S[I] extends `${infer T extends keyof CursorTypes}?`
    ? CursorTypes[T] | null
    : S[I] extends keyof CursorTypes
      ? CursorTypes[S[I]]
      : never;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxText = 1_000;

const readers: { [T in keyof CursorTypes]: (value: unknown) => CursorTypes[T] | undefined } = {
  uuid: (value) => (typeof value === 'string' && uuid.test(value) ? value : undefined),
  // Postgres takes no NUL in text; a forged cursor must not become a failed statement.
  text: (value) =>
    typeof value === 'string' && value.length <= maxText && !value.includes('\0') ? value : undefined,
  int: (value) => (Number.isSafeInteger(value) ? (value as number) : undefined),
  float: (value) => (typeof value === 'number' ? value : undefined),
  date: (value) => {
    const instant = typeof value === 'number' ? new Date(value) : undefined;
    // The years 1 to 9999: Postgres writes and reads the ones outside differently, or not at all.
    return instant && instant.getTime() > -62_135_596_800_000 && instant.getTime() < 253_402_300_800_000
      ? instant
      : undefined;
  },
};

/** Turns the place after a row into an opaque text: the sort values, then the id. */
export function encodeCursor(values: readonly CursorValue[]): string {
  const plain = values.map((value) => (value instanceof Date ? value.getTime() : value));
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

/**
 * Reads a cursor against the columns it was made of, e.g. `decodeCursor(query.cursor, ['date', 'uuid'])`.
 * Undefined without a cursor. @throws DomainError invalid/validation_failed with field `cursor`, code `cursor_invalid`
 */
export function decodeCursor<const S extends CursorShape>(
  cursor: string | undefined,
  shape: S,
): CursorOf<S> | undefined {
  if (cursor === undefined) return undefined;
  const values = parse(cursor);
  if (!Array.isArray(values) || values.length !== shape.length) throw invalidCursor();
  return shape.map((column, index) => {
    const type = column.replace('?', '') as keyof CursorTypes;
    const value: unknown = values[index];
    if (value === null && column.endsWith('?')) return null;
    const read = readers[type](value);
    if (read === undefined) throw invalidCursor();
    return read;
  }) as CursorOf<S>;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalidCursor();
  }
}

function invalidCursor() {
  return invalidField('cursor', 'cursor_invalid', 'The cursor is not one that this list has given out.');
}
