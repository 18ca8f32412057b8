import type { CustomField } from './custom-field';
import { readCustomValue } from './custom-field-values';

export const CUSTOM_OPERATORS = ['is', 'any_of', 'from', 'to', 'known', 'unknown'] as const;
export type CustomOperator = (typeof CUSTOM_OPERATORS)[number];

/** A condition of a filter on a custom field. `from` and `to` are inclusive; text is compared without regard to case. */
export interface CustomCondition {
  key: string;
  operator: CustomOperator;
  /** None for known and unknown, a list for any_of. */
  value?: string | number | boolean | (string | number | boolean)[];
}

/** What cannot be looked for: longer text is kept, but only its beginning is indexed. */
const maxSearched = 199;

/** Why the field cannot be filtered like this, or null. */
export function conditionProblem(
  field: Pick<CustomField, 'type' | 'options'>,
  { operator, value }: CustomCondition,
): string | null {
  if (operator === 'known' || operator === 'unknown')
    return value === undefined ? null : `${operator} takes no value`;
  if ((operator === 'from' || operator === 'to') && field.type !== 'number' && field.type !== 'date')
    return `${operator} is for numbers and dates`;
  const values = operator === 'any_of' ? value : [value];
  if (!Array.isArray(values) || values.length === 0 || values.length > 50)
    return 'any_of takes a list of 1 to 50 values';
  for (const one of values) {
    if (one === undefined || Array.isArray(one)) return `${operator} takes one value`;
    if (String(one).length > maxSearched) return `a value to look for has at most ${maxSearched} characters`;
    const read = readCustomValue(field, one);
    if ('problem' in read) return read.problem;
    if (read.value === null) return 'a value to look for is not empty';
  }
  return null;
}
