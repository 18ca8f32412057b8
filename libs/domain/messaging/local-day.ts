import { localTimeInZone } from './local-time';
import { offsetAt } from '@platform/clock';

const day = 86_400_000;

/** The date that the clock of `zone` (IANA) shows, YYYY-MM-DD. */
export const localDate = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 10);

export const nextDay = (date: string): string => shifted(date, day);
export const dayBefore = (date: string): string => shifted(date, -day);

const shifted = (date: string, by: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + by).toISOString().slice(0, 10);

/** The span of a local day, which may have 23 or 25 hours. */
export function dayOf(date: string, zone: string): { from: Date; to: Date } {
  return { from: localTimeInZone(date, '00:00', zone), to: localTimeInZone(nextDay(date), '00:00', zone) };
}

/** The first time after `now` that the clock of `zone` shows `localTime` (HH:mm), behind the gap where it skips it. */
export function nextDailyAt(now: Date, localTime: string, zone: string): { date: string; at: Date } {
  const today = localDate(now, zone);
  // A day may be skipped as a whole, and then its time lies on the next: never the same instant twice.
  for (let date = today; ; date = nextDay(date)) {
    const at = localTimeInZone(date, localTime, zone);
    if (at > now) return { date, at };
  }
}
