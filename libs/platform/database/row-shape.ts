interface ColumnTypes {
  uuid: string;
  text: string;
  int: number;
  float: number;
  bool: boolean;
  date: Date;
  json: unknown;
  texts: string[];
}

type Column = keyof ColumnTypes | `${keyof ColumnTypes}?`;
export type Shape = Record<string, Column>;
export type RowOf<S extends Shape> = {
  [K in keyof S]: S[K] extends `${infer T extends keyof ColumnTypes}?`
    ? ColumnTypes[T] | null
    : S[K] extends keyof ColumnTypes
      ? ColumnTypes[S[K]]
      : never;
};

const checks: Record<keyof ColumnTypes, (value: unknown) => boolean> = {
  uuid: (value) => typeof value === 'string' && value.length === 36,
  text: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  date: (value) => value instanceof Date,
  json: () => true,
  texts: Array.isArray,
};

/**
 * Checks what a statement returned against what the code expects of it. The first row stands for all: a statement's columns
 * have one type. Throws when a column is missing, unexpected or of another type.
 */
export function checkRows<S extends Shape>(shape: S, rows: Record<string, unknown>[]): RowOf<S>[] {
  const first = rows[0];
  if (first) {
    for (const [name, column] of Object.entries(shape)) {
      const optional = column.endsWith('?');
      const type = (optional ? column.slice(0, -1) : column) as keyof ColumnTypes;
      const value = first[name];
      if (value === undefined) throw new TypeError(`the statement returned no column "${name}"`);
      if (value === null ? !optional && type !== 'json' : !checks[type](value)) {
        throw new TypeError(
          `column "${name}" is not ${column} but ${value === null ? 'null' : typeof value}`,
        );
      }
    }
    for (const name of Object.keys(first)) {
      if (!(name in shape)) throw new TypeError(`the statement returned "${name}", which nobody reads`);
    }
  }
  return rows as RowOf<S>[];
}
