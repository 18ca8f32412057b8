import { lastAllowedInstant, type SendWindow } from '@domain/messaging';
import type { ReminderAudience, ReminderChannel, ReminderRule } from './reminder-rule';

/** Somebody who may be reminded. */
export interface Recipient {
  /** `lead:<id>`, `user:<id>` or `email:<address>`. */
  key: string;
  host: boolean;
  leadId: string | null;
  userId: string | null;
  /** IANA; null when unknown. */
  zone: string | null;
}

export interface PlannedReminder {
  offsetMinutes: number;
  channel: ReminderChannel;
  recipient: string;
  dueAt: Date;
  usefulMinutes: number;
  quietHours: string;
  state: 'planned' | 'skipped';
  reason: string | null;
}

/**
 * What came of the same reminder, of this very start, under an older revision. `sent`: it went out, or may have. `in_hands`: a
 * provider is being asked at this moment. `owed`: it was planned, and the change that makes this plan took it back.
 */
export type Earlier = 'sent' | 'in_hands' | 'owed';

export interface PlanFacts {
  startAt: Date;
  /** The appointment's: the clock of those whose own is unknown. */
  zone: string;
  now: Date;
  rules: readonly ReminderRule[];
  people: readonly Recipient[];
  /** The team's hours for texts; null: any hour. */
  textWindow: SendWindow | null;
  /** By `reminderKey`. */
  earlier: ReadonlyMap<string, Earlier>;
}

const minute = 60_000;

export const reminderKey = (
  reminder: Pick<PlannedReminder, 'offsetMinutes' | 'channel' | 'recipient'>,
): string => `${reminder.offsetMinutes}:${reminder.channel}:${reminder.recipient}`;

/** When a reminder is meant to go, whatever quiet hours make of it. */
export const nominalAt = (startAt: Date, offsetMinutes: number): Date =>
  new Date(startAt.getTime() - offsetMinutes * minute);

/**
 * Every reminder of one revision, one per rule and recipient. Offsets are spans of time, not of the clock: two hours before is
 * two hours before, whatever the clocks do in between. What is past already is on record as skipped, never sent; but what a change
 * takes back in the moment it is due, or late, goes at once: whether it is still of use is asked when it fires.
 */
export function planReminders(facts: PlanFacts): PlannedReminder[] {
  const planned = new Map<string, PlannedReminder>();
  for (const rule of facts.rules) {
    for (const person of facts.people) {
      if (!concerns(rule.audience, person) || !reaches(rule.channel, person)) continue;
      const reminder = plan(rule, person, facts);
      const key = reminderKey(reminder);
      if (!planned.has(key)) planned.set(key, reminder);
    }
  }
  return [...planned.values()];
}

function plan(rule: ReminderRule, person: Recipient, facts: PlanFacts): PlannedReminder {
  const { offsetMinutes, channel, usefulMinutes, quietHours } = rule;
  const nominal = nominalAt(facts.startAt, offsetMinutes);
  const reminder = {
    ...{ offsetMinutes, channel, usefulMinutes, quietHours },
    recipient: person.key,
    dueAt: dueAtOf(rule, person, nominal, facts),
  };
  const earlier = facts.earlier.get(reminderKey(reminder));
  if (earlier === 'sent') return { ...reminder, state: 'skipped', reason: 'already_sent' };
  if (nominal <= facts.now && earlier)
    return { ...reminder, dueAt: facts.now, state: 'planned', reason: null };
  if (nominal <= facts.now) return { ...reminder, dueAt: nominal, state: 'skipped', reason: 'past' };
  return { ...reminder, state: 'planned', reason: null };
}

/** A text that would ring at night may go the evening before; when that is over too, the gate holds it till the morning. */
function dueAtOf(
  { channel, quietHours }: ReminderRule,
  person: Recipient,
  nominal: Date,
  { zone, now, textWindow }: PlanFacts,
): Date {
  if (channel !== 'SMS' || quietHours !== 'BRING_FORWARD' || !textWindow) return nominal;
  const earlier = lastAllowedInstant(nominal, person.zone ?? zone, textWindow);
  return earlier && earlier > now ? earlier : nominal;
}

function concerns(audience: ReminderAudience, { host, leadId }: Recipient): boolean {
  switch (audience) {
    case 'LEADS':
      return leadId !== null;
    case 'HOST':
      return host;
    case 'EVERYONE':
      return true;
  }
}

/** Texts go to leads, whose numbers are known; what is shown inside the product to those who sign in. */
function reaches(channel: ReminderChannel, { leadId, userId }: Recipient): boolean {
  switch (channel) {
    case 'SMS':
      return leadId !== null;
    case 'IN_APP':
      return userId !== null;
    case 'EMAIL':
      return true;
  }
}
