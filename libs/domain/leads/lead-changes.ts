import type { ActivityEntry, Author } from '@domain/activities';
import type { ConsentEntry } from './consent/consent.repository';
import type { LeadChange } from './lead';
import type { StoredLead } from './leads.repository';

/** One lead before a change, and what changes. */
export interface LeadDiff {
  before: StoredLead;
  change: LeadChange;
}

/** Derived columns: they follow from others and are not worth a line of their own. */
const derived: ReadonlySet<string> = new Set(['timezoneSource']);
const ownActivity: ReadonlySet<string> = new Set(['status', 'assignedToId', ...derived]);

/** Fields that are reported as "updated": all but those with an activity and an event of their own. */
export function updatedFields({ change }: LeadDiff): (keyof LeadChange)[] {
  return (Object.keys(change) as (keyof LeadChange)[]).filter((field) => !ownActivity.has(field));
}

/** What to write down about one change: up to three lines, each with values before and after. */
export function activitiesOf(diff: LeadDiff, by: Author, note?: string): ActivityEntry[] {
  const { before, change } = diff;
  const subject = { leadId: before.id, userId: by.userId, description: note ?? null };
  const entries: ActivityEntry[] = [];
  const fields = updatedFields(diff);
  if (fields.length > 0) {
    entries.push({
      ...subject,
      type: 'lead.updated',
      title: `Changed ${fields.join(', ')}`,
      changes: pick(diff, fields),
    });
  }
  if (change.status !== undefined) {
    const title = `Status changed from ${before.status} to ${change.status}`;
    entries.push({ ...subject, type: 'lead.status_changed', title, changes: pick(diff, ['status']) });
  }
  if (change.assignedToId !== undefined) {
    const title = change.assignedToId === null ? 'Assigned to nobody' : 'Assigned';
    entries.push({ ...subject, type: 'lead.assigned', title, changes: pick(diff, ['assignedToId']) });
  }
  return entries;
}

/** The lines of the consent record that a change makes. */
export function consentsOf({ before, change }: LeadDiff, by: Author): ConsentEntry[] {
  const channels = [
    {
      channel: 'EMAIL' as const,
      from: before.emailConsent,
      to: change.emailConsent,
      address: change.email ?? before.email,
    },
    {
      channel: 'SMS' as const,
      from: before.smsConsent,
      to: change.smsConsent,
      address: change.phone ?? before.phone,
    },
  ];
  return channels.flatMap(({ channel, from, to, address }): ConsentEntry[] => {
    if (to === undefined || to === from) return [];
    const action = to === 'granted' ? 'granted' : from === 'granted' ? 'withdrawn' : 'denied';
    const evidence = { userId: by.userId, from, to };
    return [{ leadId: before.id, channel, address, action, source: 'api', evidence }];
  });
}

function pick({ before, change }: LeadDiff, fields: (keyof LeadChange)[]): object {
  return Object.fromEntries(fields.map((field) => [field, { from: before[field], to: change[field] }]));
}
