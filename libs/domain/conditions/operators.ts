import {
  anniversaryDays,
  isDay,
  isPeriod,
  lastDays,
  nextDays,
  periodOf,
  startOfDay,
  type Span,
} from './calendar';
import type { FactType, FactValue, Operator } from './condition.types';

type Wanted = unknown;
/** The moment a condition is asked at, and the zone whose calendar it goes by. */
export interface Moment {
  now: Date;
  zone: string;
}
type Test = (actual: FactValue, wanted: Wanted, moment: Moment) => boolean;

const isEmpty = (value: FactValue): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** People write "Zillow" and "zillow" for the same source. */
export const fold = (value: string): string => value.normalize('NFC').trim().toLowerCase();

/** A custom field often holds its number as text. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

function same(actual: unknown, wanted: unknown): boolean {
  if (typeof actual === 'string' && typeof wanted === 'string') return fold(actual) === fold(wanted);
  if (typeof actual === 'number' || typeof wanted === 'number')
    return (
      typeof actual !== 'boolean' && typeof wanted !== 'boolean' && numberOf(actual) === numberOf(wanted)
    );
  return typeof actual === 'boolean' && actual === wanted;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
/** A day that somebody wrote is the beginning of that day on the clock of the zone. */
function instantOf(value: unknown, zone: string): number {
  if (typeof value !== 'string') return Number.NaN;
  return isDay(value) ? startOfDay(value, zone).getTime() : Date.parse(value);
}

/** A day by the days of the span, a moment by its moments. */
function within(actual: FactValue, { days, moments }: Span): boolean {
  if (typeof actual !== 'string') return false;
  if (isDay(actual)) return actual >= days.from && actual <= days.to;
  const at = Date.parse(actual);
  return (
    at >= moments.from.getTime() && (moments.open ? at < moments.to.getTime() : at <= moments.to.getTime())
  );
}

const isAnniversary = (actual: FactValue, { days }: Span): boolean =>
  typeof actual === 'string' && isDay(actual) && anniversaryDays(days).includes(actual.slice(5));

const texts: Record<'contains' | 'starts_with', Test> = {
  contains: (actual, wanted) =>
    typeof actual === 'string' && typeof wanted === 'string' && fold(actual).includes(fold(wanted)),
  starts_with: (actual, wanted) =>
    typeof actual === 'string' && typeof wanted === 'string' && fold(actual).startsWith(fold(wanted)),
};

/** For facts that have a value: one that has none holds for `missing`, `ne` and `not_in` only. */
const tests: Record<Exclude<Operator, 'exists' | 'missing' | 'ne' | 'not_in'>, Test> = {
  eq: same,
  in: (actual, wanted) => listOf(wanted).some((one) => same(actual, one)),
  gt: (actual, wanted) => numberOf(actual) > numberOf(wanted),
  gte: (actual, wanted) => numberOf(actual) >= numberOf(wanted),
  lt: (actual, wanted) => numberOf(actual) < numberOf(wanted),
  lte: (actual, wanted) => numberOf(actual) <= numberOf(wanted),
  between: (actual, wanted) => {
    const [low, high] = listOf(wanted);
    return numberOf(actual) >= numberOf(low) && numberOf(actual) <= numberOf(high);
  },
  ...texts,
  before: (actual, wanted, { zone }) => instantOf(actual, zone) < instantOf(wanted, zone),
  after: (actual, wanted, { zone }) => instantOf(actual, zone) > instantOf(wanted, zone),
  in_last_days: (actual, days, moment) => within(actual, lastDays(numberOf(days), moment)),
  in_next_days: (actual, days, moment) => within(actual, nextDays(numberOf(days), moment)),
  in_period: (actual, period, moment) => isPeriod(period) && within(actual, periodOf(period, moment)),
  anniversary_in_next_days: (actual, days, moment) => isAnniversary(actual, nextDays(numberOf(days), moment)),
  anniversary_in_period: (actual, period, moment) =>
    isPeriod(period) && isAnniversary(actual, periodOf(period, moment)),
  has: (actual, wanted) => listOf(actual).some((one) => same(one, wanted)),
  has_any: (actual, wanted) => listOf(wanted).some((one) => listOf(actual).some((own) => same(own, one))),
  has_all: (actual, wanted) => listOf(wanted).every((one) => listOf(actual).some((own) => same(own, one))),
};

/** Whether `actual op wanted`. Total: values that do not fit the operator do not hold, and nothing is thrown. */
export function compare(op: Operator, actual: FactValue, wanted: unknown, moment: Moment): boolean {
  switch (op) {
    case 'exists':
      return !isEmpty(actual);
    case 'missing':
      return isEmpty(actual);
    case 'ne':
      return isEmpty(actual) || !same(actual, wanted);
    case 'not_in':
      return isEmpty(actual) || !tests.in(actual, wanted, moment);
    default:
      return !isEmpty(actual) && tests[op](actual, wanted, moment);
  }
}

const presence = ['exists', 'missing'] as const;
const equality = ['eq', 'ne', 'in', 'not_in'] as const;
const order = ['gt', 'gte', 'lt', 'lte', 'between'] as const;
const wording = ['contains', 'starts_with'] as const;
const moments = ['before', 'after', 'in_last_days', 'in_next_days'] as const;

export const OPERATORS_OF: Record<FactType, readonly Operator[]> = {
  text: [...equality, ...wording, ...presence],
  number: [...equality, ...order, ...presence],
  boolean: ['eq', 'ne', ...presence],
  instant: [...moments, ...presence],
  texts: ['has', 'has_any', 'has_all', ...presence],
  any: [...equality, ...order, ...wording, ...moments, ...presence],
};
