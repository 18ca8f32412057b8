import type { Appointment, AppointmentChanges } from './appointment';
import type { AppointmentTime } from './appointment-time';

const details = [
  'title',
  'type',
  'hostId',
  'leadId',
  'location',
  'meetingUrl',
  'description',
  'invite',
] as const;

/** What an edit makes of an appointment, its bookkeeping left alone. What is left out stays, null clears. */
export function editedAppointment(
  before: Appointment,
  changes: AppointmentChanges,
  time: AppointmentTime,
): Appointment {
  const given = Object.fromEntries(
    details.filter((key) => changes[key] !== undefined).map((key) => [key, changes[key]]),
  );
  const rules = changes.reminderRules === undefined ? before.reminderRules : changes.reminderRules;
  return { ...before, ...given, ...time, reminderRules: rules };
}

export interface Edit {
  /** Start or end: it is another appointment to everybody concerned. */
  moved: boolean;
  /** Something an invitation tells of. */
  told: boolean;
  /** Anything at all. */
  any: boolean;
}

/** What differs between two states of an appointment. */
export function editBetween(before: Appointment, after: Appointment): Edit {
  const differs = (...keys: (keyof Appointment)[]): boolean =>
    keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const moved = differs('startAt', 'endAt');
  const told = moved || differs('title', 'zone', 'location', 'meetingUrl', 'description', 'hostId');
  return { moved, told, any: told || differs('type', 'leadId', 'invite', 'reminderRules') };
}
