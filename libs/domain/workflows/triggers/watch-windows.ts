import { CronExpressionParser } from 'cron-parser';
import { localTimeInZone } from '@domain/messaging';
import { addDays, localDay } from '../actions/local-clock';
import type { DateFieldTrigger, TimeBasedTrigger } from '../definition/definition.types';

const HOUR = 3_600_000;

/** A tick of the clock that was missed by more than that is not made up for. */
export const tickGraceMs = HOUR;
/** A date is good for its whole day. */
export const dateGraceMs = 24 * HOUR;

/**
 * The last tick in (from, to], none when there was none. Of several that were missed only the last counts. The pattern is read on the
 * wall clock of its zone: a time that a clock change skips ticks right behind the gap, one shown twice at its first showing.
 */
export function lastTick(
  { cron, zone }: Pick<TimeBasedTrigger, 'cron' | 'zone'>,
  from: Date,
  to: Date,
): Date | null {
  const since = Math.max(from.getTime(), to.getTime() - tickGraceMs);
  // Wall times are walked as if they were UTC. A gap puts ticks ahead of the clock by its length, hence the two hours.
  const ticks = CronExpressionParser.parse(cron, {
    currentDate: new Date(wallClock(to, zone) + 2 * HOUR),
    tz: 'UTC',
  });
  const oldest = wallClock(new Date(since), zone) - 2 * HOUR;
  let last: number | null = null;
  for (let wall = ticks.prev().toDate(); wall.getTime() >= oldest; wall = ticks.prev().toDate()) {
    const text = wall.toISOString();
    const tick = localTimeInZone(text.slice(0, 10), text.slice(11, 16), zone).getTime();
    if (tick > since && tick <= to.getTime() && tick > (last ?? 0)) last = tick;
  }
  return last === null ? null : new Date(last);
}

/** What the clock of `zone` shows at an instant, in ms as if it were UTC. */
export function wallClock(at: Date, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return Date.parse(`${localDay(at, zone)}T${format.format(at)}:00Z`);
}

/** The days of leads' dates whose hour has come in `zone` within (from, to]. */
export function dueDays(
  { at, offsetDays }: Pick<DateFieldTrigger, 'at' | 'offsetDays'>,
  zone: string,
  from: Date,
  to: Date,
): string[] {
  const since = Math.max(from.getTime(), to.getTime() - dateGraceMs);
  const today = localDay(to, zone);
  return [-1, 0]
    .map((days) => addDays(today, days))
    .filter((day) => {
      const instant = localTimeInZone(day, at, zone).getTime();
      return instant > since && instant <= to.getTime();
    })
    .map((day) => addDays(day, -offsetDays));
}
