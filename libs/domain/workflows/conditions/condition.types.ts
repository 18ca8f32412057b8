/** `in`, `not_in`, `has_any` and `has_all` take a list, `between` a pair, `exists` and `missing` nothing, `in_…_days` a number of days. */
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
export type Operator = (typeof OPERATORS)[number];

export type FactType = 'text' | 'number' | 'boolean' | 'instant' | 'texts';

/** A value as JSON carries it: instants are RFC 3339 text. */
export type FactValue = string | number | boolean | null | string[];

/** What is known about a lead and an event at one moment, by the name of the fact. A missing name is the same as null. */
export type Facts = Readonly<Record<string, FactValue | undefined>>;

export interface Comparison {
  fact: string;
  op: Operator;
  value?: FactValue | number[];
}

/** A condition is data, never code. `{ all: [] }` holds, `{ any: [] }` does not. */
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };
