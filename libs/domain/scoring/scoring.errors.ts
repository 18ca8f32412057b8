import { conflict, notFound } from '@platform/errors';

export const ruleNotFound = () => notFound('score_rule');
export const ruleSetNotFound = () => notFound('score_rule_set');
export const draftMissing = () =>
  conflict('score_draft_missing', 'There is no draft of the scoring rules to publish.');
export const ruleKeyTaken = (key: string) =>
  conflict('score_rule_key_taken', `The draft has a rule ${key} already.`);
