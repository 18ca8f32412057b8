import { normaliseEmail } from '@domain/leads';
import { invalidField } from '@platform/errors';
import type { AttendeeInput } from './appointment';
import type { NewAttendee } from './attendees.repository';

export const leadKey = (leadId: string): string => `lead:${leadId.toLowerCase()}`;
export const userKey = (userId: string): string => `user:${userId.toLowerCase()}`;

/**
 * Who attends: the lead of the appointment first, nobody twice, the host not at all, who is there anyway.
 * @throws DomainError invalid/validation_failed with the codes attendee_unclear, not_an_email
 */
export function attendeeList(
  given: readonly AttendeeInput[],
  { leadId, hostId }: { leadId: string | null; hostId: string },
): NewAttendee[] {
  const stated = [...(leadId ? [{ leadId }] : []), ...given].map(attendeeOf);
  const distinct = new Map<string, NewAttendee>();
  for (const attendee of stated) if (!distinct.has(attendee.key)) distinct.set(attendee.key, attendee);
  distinct.delete(userKey(hostId));
  return [...distinct.values()];
}

function attendeeOf({ leadId, userId, email, name }: AttendeeInput, index: number): NewAttendee {
  if ([leadId, userId, email].filter((one) => one !== undefined).length !== 1)
    throw invalidField(
      `attendees[${index}]`,
      'attendee_unclear',
      'An attendee is a leadId, a userId or an email.',
    );
  const nobody = { leadId: null, userId: null, email: null, name: null };
  if (leadId !== undefined) return { ...nobody, key: leadKey(leadId), leadId };
  if (userId !== undefined) return { ...nobody, key: userKey(userId), userId };
  const address = normaliseEmail(email ?? '');
  if (!address) throw invalidField(`attendees[${index}].email`, 'not_an_email', 'That is no email address.');
  return { ...nobody, key: `email:${address}`, email: address, name: name ?? null };
}
