import { instantsOf, offsetChange } from '@platform/clock';

const DAY = 86_400_000;

/**
 * The instant at which the clock of `zone` (IANA name) shows `time` (`HH:mm`) on the day `dateISO` (`YYYY-MM-DD`): "at 10:00
 * in each recipient's zone". A time the clock skips becomes the first minute after the gap, a time shown twice its first showing.
 * @throws RangeError for a day, time or zone that does not exist.
 */
export function localTimeInZone(dateISO: string, time: string, zone: string): Date {
  const wall = Date.parse(`${dateISO}T${time}:00.000Z`);
  const isReal = /^\d{4}-\d{2}-\d{2}$/.test(dateISO) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time);
  if (!isReal || Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== dateISO) {
    throw new RangeError(`"${dateISO} ${time}" is not a local time`);
  }
  const [first] = instantsOf(zone, wall);
  if (first !== undefined) return new Date(first);
  const gapEnd = offsetChange(zone, wall - DAY, wall + DAY);
  if (gapEnd === null) throw new RangeError(`"${dateISO} ${time}" does not exist in ${zone}`);
  return new Date(gapEnd);
}
