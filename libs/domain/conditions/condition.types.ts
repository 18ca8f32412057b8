/** `in`, `not_in`, `has_any` and `has_all` take a list, `between` a pair, `in_…_days` a number, `exists` and `missing` nothing. */
export const OPERATORS = [
  'eq',
  'ne',
  'in',
  'not_in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'starts_with',
  'exists',
  'missing',
  'before',
  'after',
  'in_last_days',
  'in_next_days',
  'has',
  'has_any',
  'has_all',
] as const;

/** By the calendar of a zone: for whoever knows one (see `evaluate`). `in_period` takes a PERIOD; anniversaries go by month and day. */
export const CALENDAR_OPERATORS = ['in_period', 'anniversary_in_next_days', 'anniversary_in_period'] as const;
export type Operator = (typeof OPERATORS)[number] | (typeof CALENDAR_OPERATORS)[number];

/** `any`: a custom field or a property of a webhook's body; it takes the operators of every scalar type. */
export type FactType = 'text' | 'number' | 'boolean' | 'instant' | 'texts' | 'any';

export type Scalar = string | number | boolean;
/** A value as JSON carries it: instants are RFC 3339 text. */
export type FactValue = Scalar | null | readonly string[];

/** What is known at one moment, by the name of the fact. A name that is missing is the same as null. */
export type Facts = Readonly<Record<string, FactValue | undefined>>;

export interface Comparison {
  fact: string;
  op: Operator;
  value?: Scalar | Scalar[];
}

/** A condition is data, never code. `{ all: [] }` holds, `{ any: [] }` does not. */
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };
