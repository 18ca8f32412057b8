import { fold, type Comparison } from '@domain/conditions';
import { Prisma } from '@platform/database';
import type { Window } from './window';

/** An expression over `lead`, of this file's making only. Each function here answers one that is true or false, never null. */
type Sql = Prisma.Sql;

const listOf = (value: Comparison['value']) =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
export const foldedTexts = (value: Comparison['value']): string[] =>
  listOf(value).map((one) => fold(String(one)));
export const not = (condition: Sql): Sql => Prisma.sql`(NOT ${condition})`;

/** A number as its decimal digits, compared as exactly as it was written; whole ones so that an index of whole numbers serves. */
function numeric(value: unknown): Sql {
  const number = Number(value);
  return Number.isSafeInteger(number)
    ? Prisma.sql`${number}::bigint`
    : Prisma.sql`${String(number)}::numeric`;
}

/** `column` may be null, and then holds for `ne` and `not_in` only. */
export function numberCondition(column: Sql, { op, value }: Comparison): Sql {
  const given = (condition: Sql) => Prisma.sql`(${column} IS NOT NULL AND ${column} ${condition})`;
  const any = () =>
    listOf(value).length === 0
      ? Prisma.sql`false`
      : given(Prisma.sql`IN (${Prisma.join(listOf(value).map(numeric))})`);
  switch (op) {
    case 'eq':
    case 'in':
      return any();
    case 'ne':
    case 'not_in':
      return not(any());
    case 'gt':
      return given(Prisma.sql`> ${numeric(value)}`);
    case 'gte':
      return given(Prisma.sql`>= ${numeric(value)}`);
    case 'lt':
      return given(Prisma.sql`< ${numeric(value)}`);
    case 'lte':
      return given(Prisma.sql`<= ${numeric(value)}`);
    case 'between': {
      const [low, high] = listOf(value);
      return given(Prisma.sql`BETWEEN ${numeric(low)} AND ${numeric(high)}`);
    }
    case 'exists':
      return Prisma.sql`(${column} IS NOT NULL)`;
    case 'missing':
      return Prisma.sql`(${column} IS NULL)`;
    default:
      throw new TypeError(`a number is not compared by ${op}`);
  }
}

/** `equal`: whether the column is one of the folded texts, where there is a faster way than reading every row. */
export function textCondition(
  column: Sql,
  { op, value }: Comparison,
  equal: (texts: string[]) => Sql = (texts) =>
    Prisma.sql`(${column} IS NOT NULL AND brickwork_fold(${column}) = ANY(${texts}::text[]))`,
): Sql {
  const [first = ''] = foldedTexts(value);
  switch (op) {
    case 'eq':
    case 'in':
      return equal(foldedTexts(value));
    case 'ne':
    case 'not_in':
      return not(equal(foldedTexts(value)));
    case 'contains':
      return Prisma.sql`(position(${first} IN brickwork_fold(coalesce(${column}, ''))) > 0)`;
    case 'starts_with':
      return Prisma.sql`starts_with(brickwork_fold(coalesce(${column}, '')), ${first})`;
    case 'exists':
      return Prisma.sql`(${column} IS NOT NULL AND ${column} <> '')`;
    case 'missing':
      return Prisma.sql`(${column} IS NULL OR ${column} = '')`;
    default:
      throw new TypeError(`a text is not compared by ${op}`);
  }
}

/** A column that is never null. */
export function booleanCondition(column: Sql, { op, value }: Comparison): Sql {
  switch (op) {
    case 'eq':
      return Prisma.sql`(${column} = ${value === true})`;
    case 'ne':
      return Prisma.sql`(${column} <> ${value === true})`;
    case 'exists':
      return Prisma.sql`true`;
    case 'missing':
      return Prisma.sql`false`;
    default:
      throw new TypeError(`yes or no is not compared by ${op}`);
  }
}

/** Whether `column` lies in the window; null lies in none. */
export function inWindow(column: Sql, { from, to }: Window): Sql {
  const parts = [Prisma.sql`${column} IS NOT NULL`];
  if (from)
    parts.push(Prisma.sql`${column} ${from.open ? Prisma.sql`>` : Prisma.sql`>=`} ${from.at}::timestamptz`);
  if (to) parts.push(Prisma.sql`${column} ${to.open ? Prisma.sql`<` : Prisma.sql`<=`} ${to.at}::timestamptz`);
  return Prisma.sql`(${Prisma.join(parts, ' AND ')})`;
}
