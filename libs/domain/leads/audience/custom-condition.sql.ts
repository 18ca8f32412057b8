import type { CustomCondition } from '@domain/custom-fields';
import { Prisma } from '@platform/database';

/** Numbers are found by value: `5` is also what was stored as 5.0. */
const number = /^-?\d{1,15}(\.\d{1,10})?$/;

const firstDay = '0000-01-01';
const lastDay = '9999-12-31';

/** One condition on a custom field, over the index of values that Postgres keeps beside the leads. */
export function customCondition({ key, operator, value }: CustomCondition): Prisma.Sql {
  const having = (condition: Prisma.Sql) =>
    Prisma.sql`lead.id IN (SELECT lead_id FROM lead_custom_value WHERE key = ${key} AND ${condition})`;
  switch (operator) {
    case 'known':
      return having(Prisma.sql`true`);
    case 'unknown':
      return Prisma.sql`NOT EXISTS (SELECT FROM lead_custom_value WHERE lead_id = lead.id AND key = ${key})`;
    case 'from':
      return having(between(value, Number.MAX_VALUE, lastDay));
    case 'to':
      return having(between(value, -Number.MAX_VALUE, firstDay));
    case 'is':
    case 'any_of':
      return having(anyOf([value ?? []].flat().map((one) => String(one).trim())));
  }
}

/**
 * Always with both ends: the values of all fields stand in one column, and a range that is open to one side would be taken for most
 * of it by the planner.
 */
function between(value: CustomCondition['value'], other: number, otherDay: string): Prisma.Sql {
  const text = String(value).trim();
  if (number.test(text)) {
    const ends = [Number(text), other].toSorted((a, b) => a - b);
    return Prisma.sql`number BETWEEN ${ends[0]}::float8 AND ${ends[1]}::float8`;
  }
  const ends = [text, otherDay].toSorted();
  return Prisma.sql`text BETWEEN ${ends[0]} AND ${ends[1]}`;
}

function anyOf(texts: string[]): Prisma.Sql {
  const numbers = texts.filter((text) => number.test(text)).map(Number);
  const named = Prisma.sql`text = ANY(${texts.map((text) => text.toLowerCase())}::text[])`;
  if (numbers.length === 0) return named;
  return Prisma.sql`(${named} OR number = ANY(${numbers}::float8[]))`;
}
