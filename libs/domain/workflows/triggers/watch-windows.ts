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
 * The last tick in (from, to], none when there was none. Of several that were missed only the last counts. A time that a clock
 * change skips ticks behind the gap, one shown twice ticks once (cron-parser).
 */
export function lastTick({ cron, zone }: TimeBasedTrigger, from: Date, to: Date): Date | null {
  // `prev` looks strictly before its date.
  const before = new Date(to.getTime() + 1);
  const tick = CronExpressionParser.parse(cron, { currentDate: before, tz: zone }).prev().toDate();
  const since = Math.max(from.getTime(), to.getTime() - tickGraceMs);
  return tick.getTime() > since && tick <= to ? tick : null;
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
