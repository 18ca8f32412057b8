import { instantsOf, offsetAt } from '@platform/clock';
import type { Moment } from './operators';

/** Weeks begin on Monday (ISO 8601). */
export const PERIODS = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;
export type Period = (typeof PERIODS)[number];

export const isPeriod = (value: unknown): value is Period =>
  typeof value === 'string' && (PERIODS as readonly string[]).includes(value);

/** A stretch of time, as moments and as days (both ends belong to it; the last moment only when it is not `open`). */
export interface Span {
  moments: { from: Date; to: Date; open: boolean };
  days: { from: string; to: string };
}

const DAY = 86_400_000;
const shape = /^\d{4}-\d{2}-\d{2}$/;

/** A day without a time, `YYYY-MM-DD`. */
export const isDay = (value: string): boolean => shape.test(value);

/** Midnights of UTC stand for days. */
const dayOf = (utc: number): string => new Date(utc).toISOString().slice(0, 10);

/** Midnight of the day that the zone's clock shows, as if it were UTC. */
function todayIn({ now, zone }: Moment): number {
  const wall = now.getTime() + offsetAt(zone, now.getTime());
  return wall - (((wall % DAY) + DAY) % DAY);
}

/** The first moment of a day in a zone: where midnight is skipped by a clock change, the moment of the change. */
export function startOfDay(day: string, zone: string): Date {
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight)) return new Date(Number.NaN);
  for (let skipped = 0; skipped <= 180; skipped += 30) {
    const [first] = instantsOf(zone, midnight + skipped * 60_000);
    if (first !== undefined) return new Date(first);
  }
  return new Date(midnight - offsetAt(zone, midnight));
}

function spanOfDays(first: number, end: number, zone: string): Span {
  const moments = { from: startOfDay(dayOf(first), zone), to: startOfDay(dayOf(end), zone), open: true };
  return { moments, days: { from: dayOf(first), to: dayOf(end - DAY) } };
}

/** The last `count` times 24 hours; as days: today and the `count` before it. */
export function lastDays(count: number, moment: Moment): Span {
  const today = todayIn(moment);
  return {
    moments: { from: new Date(moment.now.getTime() - count * DAY), to: moment.now, open: false },
    days: { from: safeDay(today - Math.floor(count) * DAY), to: dayOf(today) },
  };
}

/** The next `count` times 24 hours; as days: today and the `count` behind it. */
export function nextDays(count: number, moment: Moment): Span {
  const today = todayIn(moment);
  return {
    moments: { from: moment.now, to: new Date(moment.now.getTime() + count * DAY), open: false },
    days: { from: dayOf(today), to: safeDay(today + Math.floor(count) * DAY) },
  };
}

/** A count that is none, or leads out of time, makes a span that holds nothing. */
const safeDay = (utc: number): string => (Number.isNaN(new Date(utc).getTime()) ? '' : dayOf(utc));

export function periodOf(period: Period, moment: Moment): Span {
  const today = todayIn(moment);
  const date = new Date(today);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const monday = today - ((date.getUTCDay() + 6) % 7) * DAY;
  const quarter = month - (month % 3);
  const months = (first: number, end: number) =>
    spanOfDays(Date.UTC(year, first, 1), Date.UTC(year, end, 1), moment.zone);
  const days = (first: number, count: number) => spanOfDays(first, first + count * DAY, moment.zone);
  switch (period) {
    case 'today':
      return days(today, 1);
    case 'yesterday':
      return days(today - DAY, 1);
    case 'tomorrow':
      return days(today + DAY, 1);
    case 'this_week':
      return days(monday, 7);
    case 'last_week':
      return days(monday - 7 * DAY, 7);
    case 'next_week':
      return days(monday + 7 * DAY, 7);
    case 'this_month':
      return months(month, month + 1);
    case 'last_month':
      return months(month - 1, month);
    case 'next_month':
      return months(month + 1, month + 2);
    case 'this_quarter':
      return months(quarter, quarter + 3);
    case 'last_quarter':
      return months(quarter - 3, quarter);
    case 'this_year':
      return months(0, 12);
    case 'last_year':
      return months(-12, 0);
  }
}

/** The days of the year (`MM-DD`) in a span of days. Who was born on a February 29 celebrates on the 28th where there is no 29th. */
export function anniversaryDays({ from, to }: Span['days']): string[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(first) || Number.isNaN(last)) return [];
  const found = new Set<string>();
  for (let at = first; at <= last && at < first + 366 * DAY; at += DAY) {
    const day = dayOf(at).slice(5);
    found.add(day);
    if (day === '02-28' && dayOf(at + DAY).slice(5) === '03-01') found.add('02-29');
  }
  return [...found];
}
