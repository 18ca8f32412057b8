import {
  anniversaryDays,
  isPeriod,
  lastDays,
  nextDays,
  periodOf,
  type Comparison,
  type Moment,
} from '@domain/conditions';
import { Prisma } from '@platform/database';
import { foldedTexts, not, numberCondition } from './values.sql';

type Sql = Prisma.Sql;

const decimal = /^-?\d{1,15}(\.\d{1,10})?$/;

/** A condition on one of the team's own fields, over the index of values that Postgres keeps beside the leads. */
export function customCondition(key: string, comparison: Comparison, moment: Moment): Sql {
  const { op, value } = comparison;
  const has = (condition: Sql) =>
    Prisma.sql`EXISTS (SELECT FROM lead_custom_value v WHERE v.lead_id = lead.id AND v.team_id = brickwork_team()
      AND v.key = ${key} AND ${condition})`;
  const days = ({ from, to }: { from: string; to: string }) =>
    has(Prisma.sql`v.text BETWEEN ${from} AND ${to}`);
  const anniversary = (span: { from: string; to: string }) =>
    has(Prisma.sql`substr(v.text, 6) = ANY(${anniversaryDays(span)}::text[])`);
  switch (op) {
    case 'eq':
    case 'in':
      return has(oneOf(value));
    case 'ne':
    case 'not_in':
      return not(has(oneOf(value)));
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between':
      return has(numberCondition(Prisma.sql`v.number`, comparison));
    case 'contains':
      return has(Prisma.sql`position(${foldedTexts(value)[0] ?? ''} IN brickwork_fold(v.text)) > 0`);
    case 'starts_with':
      return has(Prisma.sql`starts_with(brickwork_fold(v.text), ${foldedTexts(value)[0] ?? ''})`);
    case 'before':
      return has(Prisma.sql`v.text < ${String(value)}`);
    case 'after':
      return has(Prisma.sql`v.text > ${String(value)}`);
    case 'in_last_days':
      return days(lastDays(Number(value), moment).days);
    case 'in_next_days':
      return days(nextDays(Number(value), moment).days);
    case 'in_period':
      return isPeriod(value) ? days(periodOf(value, moment).days) : Prisma.sql`false`;
    case 'anniversary_in_next_days':
      return anniversary(nextDays(Number(value), moment).days);
    case 'anniversary_in_period':
      return isPeriod(value) ? anniversary(periodOf(value, moment).days) : Prisma.sql`false`;
    case 'exists':
      return has(Prisma.sql`true`);
    case 'missing':
      return not(has(Prisma.sql`true`));
    default:
      throw new TypeError(`a custom field is not compared by ${op}`);
  }
}

/** The index holds what lower() of this database made of the values, which with some locales is less than folding does. */
function oneOf(value: Comparison['value']): Sql {
  const texts = foldedTexts(value);
  const numbers = texts.filter((text) => decimal.test(text)).map(Number);
  const written = [value ?? []].flat().map((one) => String(one).normalize('NFC').trim());
  const named = Prisma.sql`v.text = ANY(${texts.filter((text) => text !== '')}::text[]
    || ARRAY(SELECT lower(one) FROM unnest(${written}::text[]) AS one WHERE one <> ''))`;
  return numbers.length === 0 ? named : Prisma.sql`(${named} OR v.number = ANY(${numbers}::float8[]))`;
}
