import { localTimeInZone } from '@domain/messaging';
import type { Facts } from '@domain/conditions';
import type { ZoneChoice } from '../definition/definition.types';

const DAY = 86_400_000;

/** The facts a choice of zone needs. */
export function zoneFacts(zone: ZoneChoice): string[] {
  if (zone === 'lead') return ['lead.timezone', 'team.timezone'];
  return zone === 'team' ? ['team.timezone'] : [];
}

/** IANA name. Nobody without a known zone waits by a foreign clock: the team's is the next best. */
export function chosenZone(zone: ZoneChoice, facts: Facts): string {
  const known = zone === 'lead' ? (facts['lead.timezone'] ?? facts['team.timezone']) : facts['team.timezone'];
  if (zone !== 'lead' && zone !== 'team') return zone;
  return typeof known === 'string' ? known : 'UTC';
}

/** The day on the clock of `zone` at an instant, `YYYY-MM-DD`. */
export function localDay(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return parts.format(at);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** ISO weekday of a day: 1 Monday … 7 Sunday. */
export function isoWeekday(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/**
 * The next instant after `now` at which the clock of `zone` shows `time` on one of `weekdays`. A time that a clock change skips is
 * the first minute after the gap; one shown twice, its first showing.
 */
export function nextLocalTime(now: Date, time: string, zone: string, weekdays?: readonly number[]): Date {
  const today = localDay(now, zone);
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const day = addDays(today, ahead);
    if (weekdays && weekdays.length > 0 && !weekdays.includes(isoWeekday(day))) continue;
    const at = localTimeInZone(day, time, zone);
    if (at > now) return at;
  }
  throw new RangeError(`no ${time} in ${zone} within a week`);
}
