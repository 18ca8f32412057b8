import type { Facts, FactValue } from '@domain/conditions';
import type { LeadEvent, Member } from './simulation.types';

const counts: Partial<Record<NonNullable<LeadEvent['trigger']>, string>> = {
  EMAIL_OPENED: 'messages.emailsOpened',
  EMAIL_CLICKED: 'messages.emailsClicked',
  MESSAGE_RECEIVED: 'messages.replies',
};

/**
 * The facts as they were before `later` (in order of time) happened: status, owner, tags and engagement are undone one by one.
 * Everything else is as of today; nobody has stored how it was.
 */
export function rewind(today: Facts, later: readonly LeadEvent[], members: readonly Member[]): Facts {
  const facts: Record<string, FactValue | undefined> = { ...today };
  for (const { trigger, facts: event } of later.toReversed()) {
    const text = (name: string) => (typeof event[name] === 'string' ? event[name] : null);
    const tagId = text('event.tagId');
    const tags = Array.isArray(facts['lead.tagIds']) ? (facts['lead.tagIds'] as string[]) : [];
    const count = trigger ? counts[trigger] : undefined;
    if (trigger === 'LEAD_STATUS_CHANGED') facts['lead.status'] = text('event.from');
    if (trigger === 'TAG_ADDED') facts['lead.tagIds'] = tags.filter((id) => id !== tagId);
    if (trigger === 'TAG_REMOVED' && tagId) facts['lead.tagIds'] = [...tags, tagId];
    if (trigger === 'LEAD_ASSIGNED') {
      const owner = text('event.fromUserId');
      const member = members.find(({ id }) => id === owner);
      Object.assign(facts, {
        'lead.assignedToId': owner,
        'agent.name': member?.name ?? null,
        'agent.email': member?.email ?? null,
      });
    }
    if (count && typeof facts[count] === 'number') facts[count] = Math.max(0, facts[count] - 1);
  }
  return facts;
}
