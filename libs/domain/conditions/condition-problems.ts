import { isPeriod, PERIODS } from './calendar';
import type { Comparison, Condition, FactType, Operator, Scalar } from './condition.types';
import { comparisonsIn } from './evaluate';
import type { FactDefinition, Reference } from './lead-facts';

/** A mistake of the author. `path` is a JSON pointer (RFC 6901); codes only ever grow. */
export interface ConditionProblem {
  path: string;
  code: string;
  message: string;
}

/** What conditions may speak of at some place. */
export interface Vocabulary {
  factOf(name: string): FactDefinition | undefined;
  operatorsOf: Readonly<Record<FactType, readonly Operator[]>>;
  /** Where that is, for messages; begins with a blank. */
  where: string;
}

const lists: ReadonlySet<Operator> = new Set(['in', 'not_in', 'has_any', 'has_all', 'between']);
const dayCounts: ReadonlySet<Operator> = new Set([
  'in_last_days',
  'in_next_days',
  'anniversary_in_next_days',
]);
const periods: ReadonlySet<Operator> = new Set(['in_period', 'anniversary_in_period']);
const ordered: ReadonlySet<Operator> = new Set(['gt', 'gte', 'lt', 'lte', 'between']);

/** What is wrong with a condition that the schema has let pass: facts, operators, values. `path` is where it stands. */
export function conditionProblems(
  condition: Condition,
  path: string,
  { factOf, operatorsOf, where }: Vocabulary,
): ConditionProblem[] {
  return comparisonsIn(condition, path).flatMap(({ at, comparison }) => {
    const fact = factOf(comparison.fact);
    if (!fact) {
      const message = `There is no fact "${comparison.fact}"${where}.`;
      return [{ path: `${at}/fact`, code: 'unknown_fact', message }];
    }
    if (!operatorsOf[fact.type].includes(comparison.op)) {
      const allowed = operatorsOf[fact.type].join(', ');
      const message = `"${comparison.fact}" is compared by: ${allowed}.`;
      return [{ path: `${at}/op`, code: 'operator_not_for_fact', message }];
    }
    return valueProblems(comparison, fact, at);
  });
}

function valueProblems({ op, value }: Comparison, fact: FactDefinition, at: string): ConditionProblem[] {
  const path = `${at}/value`;
  if (op === 'exists' || op === 'missing') {
    return value === undefined ? [] : [{ path, code: 'value_not_taken', message: `"${op}" takes no value.` }];
  }
  if (value === undefined) return [{ path, code: 'value_missing', message: `"${op}" needs a value.` }];
  if (lists.has(op) !== Array.isArray(value)) {
    const message = lists.has(op) ? `"${op}" takes a list.` : `"${op}" takes one value.`;
    return [{ path, code: 'value_wrong_type', message }];
  }
  const values = Array.isArray(value) ? value : [value];
  if (op === 'between' && values.length !== 2)
    return [{ path, code: 'value_wrong_type', message: '"between" takes two values, low and high.' }];
  return values.flatMap((one, index) => {
    const where = Array.isArray(value) ? `${path}/${index}` : path;
    return oneValueProblems(one, op, fact, where);
  });
}

const fits: Record<FactType, (value: Scalar) => boolean> = {
  text: (value) => typeof value === 'string',
  texts: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  instant: (value) => isInstant(value),
  any: () => true,
};

/** A day or a moment of RFC 3339; `Date.parse` alone takes far more. */
function isInstant(value: Scalar): boolean {
  if (typeof value !== 'string') return false;
  const shaped = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value);
  return shaped && !Number.isNaN(Date.parse(value));
}

function oneValueProblems(
  value: Scalar,
  op: Operator,
  fact: FactDefinition,
  path: string,
): ConditionProblem[] {
  const wrong = (message: string): ConditionProblem[] => [{ path, code: 'value_wrong_type', message }];
  if (periods.has(op))
    return isPeriod(value)
      ? []
      : [{ path, code: 'value_not_an_option', message: `One of ${PERIODS.join(', ')}.` }];
  if (dayCounts.has(op))
    return typeof value === 'number' && value >= 0 && value <= 36_500
      ? []
      : wrong('A number of days, 0 to 36500.');
  if (op === 'before' || op === 'after')
    return isInstant(value) ? [] : wrong('A day or a time with its offset, as in RFC 3339.');
  if (ordered.has(op)) return typeof value === 'number' ? [] : wrong('A number.');
  if (!fits[fact.type](value)) return wrong(`A value of type ${fact.type}.`);
  if ((op === 'contains' || op === 'starts_with') && (typeof value !== 'string' || value.trim() === ''))
    return wrong('A text to look for.');
  if (fact.options && !fact.options.includes(String(value)))
    return [{ path, code: 'value_not_an_option', message: `One of ${fact.options.join(', ')}.` }];
  return [];
}

/** Ids in the condition that must be the team's own, with their places. */
export function conditionReferences(
  condition: Condition,
  path: string,
  factOf: Vocabulary['factOf'],
): { path: string; to: Reference; id: string }[] {
  return comparisonsIn(condition, path).flatMap(({ at, comparison: { fact, value } }) => {
    const to = factOf(fact)?.refers;
    if (!to || value === undefined) return [];
    if (!Array.isArray(value)) return [{ path: `${at}/value`, to, id: String(value) }];
    return value.map((id, index) => ({ path: `${at}/value/${index}`, to, id: String(id) }));
  });
}
