import { localDate, localTimeInZone, nextDay } from '@domain/messaging';

/** The first agenda after `now`: on each local day at `localTime` (HH:mm), behind the gap where the clock skips it. */
export function nextAgenda(now: Date, localTime: string, zone: string): { date: string; at: Date } {
  const today = localDate(now, zone);
  // A day may be skipped as a whole, and then its time lies on the next: never the same instant twice.
  for (let date = today; ; date = nextDay(date)) {
    const at = localTimeInZone(date, localTime, zone);
    if (at > now) return { date, at };
  }
}
