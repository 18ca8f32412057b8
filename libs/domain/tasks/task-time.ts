import { instantsOf, isValidZone, offsetAt } from '@platform/clock';
import { invalidField } from '@platform/errors';
import type { DueInput } from './task';

const local = /^(\d{4}-\d{2}-\d{2})(?:T((?:[01]\d|2[0-3]):[0-5]\d))?$/;
const endOfDay = '23:59';
const [earliest, latest] = [new Date('2000-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')];

/**
 * When a task is due. Undefined when nothing is said about it.
 * @throws DomainError invalid/validation_failed with the codes zone_unknown, one_too_many, local_time_invalid, local_time_skipped,
 *   out_of_range
 */
export function dueOf({ dueAt, dueLocal }: DueInput, zone: string): Date | undefined {
  if (!isValidZone(zone)) throw invalidField('zone', 'zone_unknown', `There is no time zone "${zone}".`);
  if (dueAt && dueLocal !== undefined)
    throw invalidField('dueAt', 'one_too_many', 'State dueAt or dueLocal, not both.');
  const due = dueLocal === undefined ? dueAt : instantOf(dueLocal, zone);
  if (due && (due < earliest || due > latest))
    throw invalidField('dueAt', 'out_of_range', 'A task is due between the years 2000 and 2100.');
  return due;
}

/** A time that the clocks show twice is the earlier one. */
function instantOf(text: string, zone: string): Date {
  const [, date = '', time = endOfDay] = local.exec(text) ?? [];
  const wall = Date.parse(`${date}T${time}:00.000Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== date)
    throw invalidField(
      'dueLocal',
      'local_time_invalid',
      'dueLocal is a local time such as 2027-03-06T15:00, or a day.',
    );
  const [instant] = instantsOf(zone, wall);
  if (instant === undefined)
    throw invalidField(
      'dueLocal',
      'local_time_skipped',
      `The clocks of ${zone} are set forward over ${text.replace('T', ' ')}: that time does not exist.`,
    );
  return new Date(instant);
}

/** `2027-03-06T15:00`: an instant on the clock of `zone`. */
export function localTextOf(at: Date, zone: string): string {
  return new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 16);
}
