import type { Comparison, Condition, Facts, FactValue } from './condition.types';
import { compare } from './operators';

/** The value of a fact; null when nothing is known. Only own properties are facts. */
const factIn = (facts: Facts, name: string): FactValue =>
  Object.hasOwn(facts, name) ? (facts[name] ?? null) : null;

/**
 * Whether `condition` holds for `facts` at `now`. Days are those of `zone` (IANA). Pure and total: no code is evaluated and nothing
 * is thrown.
 */
export function evaluate(condition: Condition, facts: Facts, now: Date, zone = 'UTC'): boolean {
  if ('all' in condition) return condition.all.every((part) => evaluate(part, facts, now, zone));
  if ('any' in condition) return condition.any.some((part) => evaluate(part, facts, now, zone));
  if ('not' in condition) return !evaluate(condition.not, facts, now, zone);
  return compare(condition.op, factIn(facts, condition.fact), condition.value, { now, zone });
}

export type Explanation = { holds: boolean } & (
  | (Comparison & { actual: FactValue })
  | { all: Explanation[] }
  | { any: Explanation[] }
  | { not: Explanation }
);

/** The condition again, with what held, what did not, and the values that were found. Agrees with `evaluate`. */
export function explain(condition: Condition, facts: Facts, now: Date): Explanation {
  if ('all' in condition) {
    const all = condition.all.map((part) => explain(part, facts, now));
    return { holds: all.every(({ holds }) => holds), all };
  }
  if ('any' in condition) {
    const any = condition.any.map((part) => explain(part, facts, now));
    return { holds: any.some(({ holds }) => holds), any };
  }
  if ('not' in condition) {
    const not = explain(condition.not, facts, now);
    return { holds: !not.holds, not };
  }
  const actual = factIn(facts, condition.fact);
  return {
    holds: compare(condition.op, actual, condition.value, { now, zone: 'UTC' }),
    ...condition,
    actual,
  };
}

/** Every comparison of the tree with its place, as a JSON pointer below `path`. */
export function comparisonsIn(condition: Condition, path = ''): { at: string; comparison: Comparison }[] {
  if ('all' in condition)
    return condition.all.flatMap((part, index) => comparisonsIn(part, `${path}/all/${index}`));
  if ('any' in condition)
    return condition.any.flatMap((part, index) => comparisonsIn(part, `${path}/any/${index}`));
  if ('not' in condition) return comparisonsIn(condition.not, `${path}/not`);
  return [{ at: path, comparison: condition }];
}

/** Names of the facts that `evaluate` may look at, each once: what has to be gathered before. */
export function factsUsed(condition: Condition): string[] {
  return [...new Set(comparisonsIn(condition).map(({ comparison }) => comparison.fact))];
}
