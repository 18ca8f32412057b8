import { CronExpressionParser } from 'cron-parser';
import { localTimeInZone } from '@domain/messaging';
import { addDays } from '../actions/local-clock';
import type { DateFieldTrigger, TimeBasedTrigger } from '../definition/definition.types';
import { wallClock } from './watch-windows';

const HOUR = 3_600_000;

/** All ticks in (from, to], the oldest first, at most `most`; each as `lastTick` finds it when its time has come. */
export function ticksBetween(
  { cron, zone }: Pick<TimeBasedTrigger, 'cron' | 'zone'>,
  from: Date,
  to: Date,
  most: number,
): Date[] {
  const walls = CronExpressionParser.parse(cron, {
    currentDate: new Date(wallClock(from, zone) - 2 * HOUR),
    tz: 'UTC',
  });
  const newest = wallClock(to, zone) + 2 * HOUR;
  const ticks = new Set<number>();
  for (
    let wall = walls.next().toDate();
    wall.getTime() <= newest && ticks.size < most;
    wall = walls.next().toDate()
  ) {
    const text = wall.toISOString();
    const tick = localTimeInZone(text.slice(0, 10), text.slice(11, 16), zone).getTime();
    if (tick > from.getTime() && tick <= to.getTime()) ticks.add(tick);
  }
  return [...ticks].sort((a, b) => a - b).map((tick) => new Date(tick));
}

/**
 * When the date of a lead (`YYYY-MM-DD` on the clock of `zone`) brings it in, within (from, to], and which day then counts as its date.
 * Anything else than a day never does.
 */
export function dateMoments(
  { at, offsetDays, yearly = false }: Pick<DateFieldTrigger, 'at' | 'offsetDays' | 'yearly'>,
  date: string,
  zone: string,
  from: Date,
  to: Date,
): { at: Date; day: string }[] {
  if (!isDay(date)) return [];
  return (yearly ? anniversaries(date, from, to, offsetDays) : [date])
    .map((day) => ({ day, at: localTimeInZone(addDays(day, offsetDays), at, zone) }))
    .filter((moment) => moment.at > from && moment.at <= to);
}

/** The same day of later years; 29 February is kept on the 28th when there is none. */
function anniversaries(date: string, from: Date, to: Date, offsetDays: number): string[] {
  const shift = Math.ceil(Math.abs(offsetDays) / 365) + 1;
  const years: number[] = [];
  for (let year = from.getUTCFullYear() - shift; year <= to.getUTCFullYear() + shift; year += 1)
    years.push(year);
  return years
    .map((year) => {
      const day = `${String(year).padStart(4, '0')}${date.slice(4)}`;
      return isDay(day) ? day : `${day.slice(0, 8)}28`;
    })
    .filter((day) => day > date);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
