import type { ConditionProblem } from '@domain/conditions';
import { conflict, DomainError, notFound } from '@platform/errors';

export const ruleNotFound = () => notFound('routing_rule');
export const groupNotFound = () => notFound('routing_group');
export const offerNotFound = () => notFound('lead_offer');

/** Mistakes of the author; each `field` is `condition` and a JSON pointer into it. */
export const conditionInvalid = (problems: ConditionProblem[]) =>
  new DomainError(
    'invalid',
    'routing_condition_invalid',
    problems[0]?.message ?? 'The condition is not valid.',
    {
      errors: problems.map(({ path, code, message }) => ({ field: `condition${path}`, code, message })),
    },
  );

export const groupNameTaken = () => conflict('routing_group_name_taken', 'Another group has this name.');
export const groupInUse = (rules: string[]) =>
  new DomainError('conflict', 'routing_group_in_use', 'Rules hand leads to this group.', { usedBy: rules });
export const rulesChanged = () =>
  conflict('routing_rules_changed', 'The rules are others by now: list them again and order those.');
export const tooManyRules = (most: number) => conflict('too_many_routing_rules', `At most ${most} rules.`);
export const tooManyGroups = (most: number) => conflict('too_many_routing_groups', `At most ${most} groups.`);

/** Says nothing of who was faster: the lead may not be the asker's to see any more. */
export const alreadyClaimed = () => conflict('already_claimed', 'Somebody was faster: the lead is taken.');
export const offerOver = () => conflict('offer_over', 'The offer has ended and nobody had taken the lead.');
export const notOffered = () => conflict('not_offered', 'The lead is not offered to you.');

export const onlyOneself = () =>
  new DomainError(
    'forbidden',
    'not_for_others',
    'Only managers say so for others, and how many leads one takes.',
  );
