import { invalidField } from '@platform/errors';
import type { ReminderRule } from './reminder-rule';

/** @throws DomainError invalid/validation_failed for a rule that can reach nobody, or stands there twice */
export function checkRules(rules: readonly ReminderRule[], field: string): void {
  const seen = new Set<string>();
  for (const [index, { offsetMinutes, channel, audience }] of rules.entries()) {
    const at = `${field}[${index}]`;
    if ((channel === 'SMS' && audience === 'HOST') || (channel === 'IN_APP' && audience === 'LEADS'))
      throw invalidField(at, 'rule_reaches_nobody', 'Texts go to leads, notices in the product to members.');
    const key = `${offsetMinutes}:${channel}:${audience}`;
    if (seen.has(key)) throw invalidField(at, 'rule_repeated', 'The same reminder stands there twice.');
    seen.add(key);
  }
}
