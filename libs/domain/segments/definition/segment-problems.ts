import {
  comparisonsIn,
  conditionProblems,
  schemaReader,
  type Comparison,
  type Condition,
  type ConditionProblem,
} from '@domain/conditions';
import type { CustomCondition } from '@domain/custom-fields';
import { isStorableText } from '@platform/validation';
import { segmentVocabulary } from './segment-facts';
import { SEGMENT_LIMITS, segmentSchema } from './segment-schema';

const read = schemaReader<Condition>(segmentSchema);
const reported = 50;

/** Everything about a definition that can be known to be wrong without asking the database. */
export function segmentProblems(
  value: unknown,
): { condition: Condition; problems: [] } | { condition: null; problems: ConditionProblem[] } {
  // Before the schema: it is recursive, and this bounds it.
  if (nesting(value) > nestingAllowed)
    return refused([{ path: '', code: 'too_deep', message: 'Nested too deep.' }]);
  const { value: condition, problems } = read(value);
  if (!condition) return refused(problems);
  const comparisons = comparisonsIn(condition);
  if (comparisons.length > SEGMENT_LIMITS.comparisons) {
    const message = `At most ${SEGMENT_LIMITS.comparisons} comparisons.`;
    return refused([{ path: '', code: 'too_many', message }]);
  }
  const found = [
    ...conditionProblems(condition, '', segmentVocabulary),
    ...comparisons.flatMap(({ at, comparison }) => textProblems(comparison, at)),
  ];
  return found.length > 0 ? refused(found.slice(0, reported)) : { condition, problems: [] };
}

const refused = (problems: ConditionProblem[]) => ({ condition: null, problems });

function textProblems({ value }: Comparison, at: string): ConditionProblem[] {
  const bad = [value ?? []]
    .flat()
    .some((one) => typeof one === 'string' && (!isStorableText(one) || !one.trim()));
  return bad ? [{ path: `${at}/value`, code: 'wrong_format', message: 'A text that is not blank.' }] : [];
}

/** Two levels per group, a comparison and a list of values. */
const nestingAllowed = 2 * SEGMENT_LIMITS.depth + 2;

function nesting(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > nestingAllowed) return depth;
  return Math.max(depth, ...Object.values(value).map((part) => nesting(part, depth + 1)));
}

const customPrefix = 'lead.custom.';
const aDay = '2000-01-01';

/** What the definitions of custom fields must allow, with where it stands. A calendar is for dates only. */
export function customConditionsIn(condition: Condition): { at: string; asked: CustomCondition }[] {
  return comparisonsIn(condition).flatMap(({ at, comparison }) => {
    const { fact, op, value } = comparison;
    if (!fact.startsWith(customPrefix)) return [];
    const key = fact.slice(customPrefix.length);
    const asks = (...conditions: Omit<CustomCondition, 'key'>[]) =>
      conditions.map((asked) => ({ at, asked: { key, ...asked } }));
    switch (op) {
      case 'eq':
      case 'ne':
        return asks({ operator: 'is', value });
      case 'in':
      case 'not_in':
        return [value ?? []].flat().flatMap((one) => asks({ operator: 'is', value: one }));
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        return asks({ operator: 'from', value });
      case 'between':
        return [value ?? []].flat().flatMap((one) => asks({ operator: 'from', value: one }));
      case 'before':
      case 'after':
        return asks({ operator: 'from', value: aDay }, { operator: 'from', value });
      case 'in_last_days':
      case 'in_next_days':
      case 'in_period':
      case 'anniversary_in_next_days':
      case 'anniversary_in_period':
        return asks({ operator: 'from', value: aDay });
      default:
        return asks({ operator: 'known' });
    }
  });
}
