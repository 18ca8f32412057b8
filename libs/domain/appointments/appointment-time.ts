import { instantsOf, isValidZone } from '@platform/clock';
import { invalidField } from '@platform/errors';
import { appointmentLimits, type TimeInput } from './appointment';

export interface AppointmentTime {
  startAt: Date;
  endAt: Date;
  zone: string;
}

const minute = 60_000;
const localTime = /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d)$/;
const defaultMinutes = 30;
const [earliest, latest] = [new Date('2000-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')];

/**
 * Start and end of an appointment as somebody states them. `before` is what it was: a moved appointment keeps its length, and a
 * new zone alone keeps the instant.
 * @throws DomainError invalid/validation_failed with the codes zone_unknown, local_time_skipped, local_time_invalid, required,
 *   one_too_many, ends_before_start, too_long, out_of_range
 */
export function timeOf(input: TimeInput, teamZone: string, before?: AppointmentTime): AppointmentTime {
  const zone = input.zone ?? before?.zone ?? teamZone;
  if (!isValidZone(zone)) throw invalidField('zone', 'zone_unknown', `There is no time zone "${zone}".`);
  const startAt = startOf(input, zone) ?? before?.startAt;
  if (!startAt) throw invalidField('startAt', 'required', 'State startAt, or localStart and zone.');
  if (startAt < earliest || startAt > latest)
    throw invalidField('startAt', 'out_of_range', 'An appointment lies between the years 2000 and 2100.');
  const length = before ? before.endAt.getTime() - before.startAt.getTime() : defaultMinutes * minute;
  const minutes = input.durationMinutes;
  if (input.endAt && minutes !== undefined)
    throw invalidField('endAt', 'one_too_many', 'State endAt or durationMinutes, not both.');
  const endAt =
    input.endAt ?? new Date(startAt.getTime() + (minutes === undefined ? length : minutes * minute));
  if (endAt <= startAt)
    throw invalidField('endAt', 'ends_before_start', 'An appointment ends after it starts.');
  if (endAt.getTime() - startAt.getTime() > appointmentLimits.minutes * minute)
    throw invalidField('endAt', 'too_long', 'An appointment lasts 24 hours at most.');
  return { startAt, endAt, zone };
}

function startOf({ startAt, localStart, repeated }: TimeInput, zone: string): Date | undefined {
  if (localStart === undefined) return startAt;
  if (startAt) throw invalidField('startAt', 'one_too_many', 'State startAt or localStart, not both.');
  const [, date = '', time = ''] = localTime.exec(localStart) ?? [];
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== date)
    throw invalidField(
      'localStart',
      'local_time_invalid',
      'localStart is a local time such as 2026-03-06T15:00.',
    );
  const instants = instantsOf(zone, wall);
  const chosen = repeated === 'later' ? instants.at(-1) : instants[0];
  // Nobody can say what was meant by a time that no clock shows: better asked than guessed.
  if (chosen === undefined)
    throw invalidField(
      'localStart',
      'local_time_skipped',
      `The clocks of ${zone} are set forward over ${localStart.replace('T', ' ')}: that time does not exist.`,
    );
  return new Date(chosen);
}
