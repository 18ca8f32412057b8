import * as conditions from '@domain/conditions';
import type { Condition, Reference } from '@domain/conditions';
import type { Problem } from '../definition/problem';
import type { TriggerType } from '../definition/trigger.types';
import { factOf, segmentIn } from './fact-catalogue';

/** What is wrong with a condition of a workflow that the schema has let pass. `path` is where it stands. */
export function conditionProblems(
  condition: Condition,
  path: string,
  trigger: TriggerType | undefined,
): Problem[] {
  return conditions.conditionProblems(condition, path, {
    factOf: (name) => factOf(name, trigger),
    operatorsOf: conditions.OPERATORS_OF,
    where: trigger ? ` with the trigger ${trigger}` : '',
  });
}

/** Ids in the condition that must be the team's own, with their places. */
export function conditionReferences(
  condition: Condition,
  path: string,
  trigger: TriggerType | undefined,
): { path: string; to: Reference; id: string }[] {
  const segments = conditions.comparisonsIn(condition, path).flatMap(({ at, comparison: { fact } }) => {
    const id = segmentIn(fact);
    return id ? [{ path: `${at}/fact`, to: 'segment' as const, id }] : [];
  });
  return [...conditions.conditionReferences(condition, path, (name) => factOf(name, trigger)), ...segments];
}
