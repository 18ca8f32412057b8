import { localTimeInZone, offsetAt } from '@domain/messaging';

const day = 86_400_000;

/** The date that the clock of `zone` (IANA) shows, YYYY-MM-DD. */
export const localDate = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(zone, at.getTime())).toISOString().slice(0, 10);

export const nextDay = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + day).toISOString().slice(0, 10);

/** The first agenda after `now`: on each local day at `localTime` (HH:mm), behind the gap where the clock skips it. */
export function nextAgenda(now: Date, localTime: string, zone: string): { date: string; at: Date } {
  const today = localDate(now, zone);
  // A day may be skipped as a whole, and then its time lies on the next: never the same instant twice.
  for (let date = today; ; date = nextDay(date)) {
    const at = localTimeInZone(date, localTime, zone);
    if (at > now) return { date, at };
  }
}

/** The span of a local day, which may have 23 or 25 hours. */
export function dayOf(date: string, zone: string): { from: Date; to: Date } {
  return { from: localTimeInZone(date, '00:00', zone), to: localTimeInZone(nextDay(date), '00:00', zone) };
}
