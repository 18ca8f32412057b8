import { daysIn, monthOf, plusDays, quarterOf, weekOf, yearOf } from './calendar-days';

type Days = readonly [from: string, to: string];
interface Named {
  days: Days;
  before: Days;
}

/** So many days up to today, against as many before. */
const lastDays =
  (many: number) =>
  (today: string): Named => ({
    days: [plusDays(today, 1 - many), today],
    before: [plusDays(today, 1 - 2 * many), plusDays(today, -many)],
  });

/** A unit of the calendar as far as it has gone, against as many days of the one before. */
const unitNow =
  (start: (date: string, units?: number) => string) =>
  (today: string): Named => {
    const from = start(today);
    const before = start(today, -1);
    const sameDay = plusDays(before, daysIn(from, today) - 1);
    return { days: [from, today], before: [before, sameDay < from ? sameDay : plusDays(from, -1)] };
  };

/** The whole unit before this one, against the one before that. */
const unitBefore =
  (start: (date: string, units?: number) => string) =>
  (today: string): Named => ({
    days: [start(today, -1), plusDays(start(today), -1)],
    before: [start(today, -2), plusDays(start(today, -1), -1)],
  });

const week = (date: string, weeks = 0) => plusDays(weekOf(date), weeks * 7);

const ranges = {
  today: lastDays(1),
  yesterday: (today) => lastDays(1)(plusDays(today, -1)),
  last_7_days: lastDays(7),
  last_30_days: lastDays(30),
  last_90_days: lastDays(90),
  last_365_days: lastDays(365),
  this_week: unitNow(week),
  last_week: unitBefore(week),
  this_month: unitNow(monthOf),
  last_month: unitBefore(monthOf),
  this_quarter: unitNow(quarterOf),
  last_quarter: unitBefore(quarterOf),
  this_year: unitNow(yearOf),
  last_year: unitBefore(yearOf),
} as const satisfies Record<string, (today: string) => Named>;

export type RangeName = keyof typeof ranges;
export const RANGE_NAMES = Object.keys(ranges) as RangeName[];

/** The days of a named range, and those it is compared with. Weeks begin on Monday. */
export function namedDays(name: RangeName, today: string): Named {
  return ranges[name](today);
}
