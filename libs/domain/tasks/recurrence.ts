import { instantsOf, offsetAt } from '@platform/clock';
import { localTextOf } from './task-time';

export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
/** When the next occurrence is opened: once this one is completed, or when this one is due at the latest, completed or not. */
export const NEXT_WHEN = ['COMPLETED', 'DUE'] as const;

/** How a task repeats, on the clock of its zone, counted from when it is first due. */
export interface Recurrence {
  frequency: Frequency;
  /** Every so many days, weeks, months or years; 1 when left out. */
  interval?: number;
  /** Of a weekly task; the day of the week on which it is first due when left out. */
  weekdays?: Weekday[];
  /** `YYYY-MM-DD`, the last day on which it may be due. */
  until?: string;
  /** How many times at most, the first included. */
  count?: number;
  next?: (typeof NEXT_WHEN)[number];
}

export interface StoredRecurrence extends Recurrence {
  /** `YYYY-MM-DDTHH:MM`: when the series began, and for which date this occurrence stands even if it was moved. */
  start: string;
  slot: string;
}

const day = 86_400_000;
const lastYear = 2100;
const asWall = (text: string): number => Date.parse(`${text}:00.000Z`);
const asText = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** The rule of a series that begins when its first task is due. */
export function seriesFrom(rule: Recurrence, dueAt: Date, zone: string): StoredRecurrence {
  const start = localTextOf(dueAt, zone);
  return { ...rule, start, slot: start };
}

/**
 * The date after this occurrence's that is still to come at `now`: what was missed meanwhile is not made up for. Null when the
 * series has ended. The time of day is the one of the start on every date: where a clock skips it, the task is due as much later
 * as the clock was set forward (RFC 5545, 3.3.5); where it is shown twice, the earlier counts.
 */
export function nextOccurrence(
  rule: StoredRecurrence,
  { zone, occurrence, now }: { zone: string; occurrence: number; now: Date },
): { dueAt: Date; recurrence: StoredRecurrence } | null {
  if (rule.count !== undefined && occurrence >= rule.count) return null;
  for (const wall of datesAfter(rule)) {
    const text = asText(wall);
    if (rule.until && text.slice(0, 10) > rule.until) return null;
    const dueAt = instantOf(zone, wall);
    if (dueAt > now) return { dueAt, recurrence: { ...rule, slot: text } };
  }
  return null;
}

function instantOf(zone: string, wall: number): Date {
  // No zone changes its clock twice within a day, so a day before is before the gap.
  return new Date(instantsOf(zone, wall)[0] ?? wall - offsetAt(zone, wall - day));
}

/**
 * Wall times of the dates after this occurrence's, the next first, up to the year 2100. Who says "monthly" on the 31st means the
 * last day of shorter months; RFC 5545 would leave those months out.
 */
function* datesAfter(rule: StoredRecurrence): Generator<number> {
  const { frequency, interval = 1 } = rule;
  const [start, slot] = [asWall(rule.start), asWall(rule.slot)];
  const end = Date.UTC(lastYear, 0, 1);
  if (frequency === 'MONTHLY' || frequency === 'YEARLY') {
    const months = frequency === 'YEARLY' ? interval * 12 : interval;
    for (let add = months; ; add += months) {
      const date = monthsLater(start, add);
      if (date >= end) return;
      if (date > slot) yield date;
    }
  }
  const weekdays = frequency === 'WEEKLY' && rule.weekdays?.length ? rule.weekdays : undefined;
  const week = start - weekdayOf(start) * day;
  for (let date = slot + day; date < end; date += day) {
    const falls = weekdays
      ? Math.floor((date - week) / (7 * day)) % interval === 0 &&
        weekdays.includes(WEEKDAYS[weekdayOf(date)]!)
      : ((date - start) / day) % (frequency === 'WEEKLY' ? interval * 7 : interval) === 0;
    if (falls) yield date;
  }
}

/** 0: Monday. */
const weekdayOf = (wall: number): number => (new Date(wall).getUTCDay() + 6) % 7;

function monthsLater(wall: number, months: number): number {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) + (wall % day);
}
