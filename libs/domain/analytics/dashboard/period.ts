import { dayOf, localDate } from '@domain/messaging';
import { invalidField } from '@platform/errors';
import { daysIn, monthOf, plusDays, weekOf } from './calendar-days';
import { namedDays, type RangeName } from './named-ranges';

export const BUCKET_SIZES = ['day', 'week', 'month'] as const;
export type BucketSize = (typeof BUCKET_SIZES)[number];

/** What somebody wants figures of: a named range, or days (YYYY-MM-DD, both included). */
export interface Asked {
  range?: RangeName;
  from?: string;
  to?: string;
  bucket?: BucketSize;
}

/** Days on the team's clock, both included, and the instants they span: `start` inclusive, `end` exclusive. */
export interface Span {
  from: string;
  to: string;
  start: Date;
  end: Date;
}

export interface Period extends Span {
  /** IANA. */
  zone: string;
  bucket: BucketSize;
  /** Without gaps, the first and the last cut off at the period. A day may have 23 or 25 hours. */
  buckets: Span[];
}

export interface Periods {
  current: Period;
  /** As many days before, or the same unit of the calendar before. */
  previous: Span;
}

export const mostDays = 1_830;
const mostBuckets = 400;
const firstDay = '2000-01-01';
const lastDay = '2100-12-31';

type Days = readonly [from: string, to: string];

/** The same without its instants, which take a look at the zone for each edge: all that a kept answer needs. */
export interface PeriodDays {
  days: Days;
  before: Days;
  bucket: BucketSize;
  buckets: Days[];
}

/** @throws DomainError invalid (from, to, range, bucket) */
export function periodDays(asked: Asked, zone: string, now: Date): PeriodDays {
  const { days, before } = daysOf(asked, localDate(now, zone));
  const many = daysIn(...days);
  const bucket = asked.bucket ?? (many <= 45 ? 'day' : many <= 190 ? 'week' : 'month');
  const buckets = bucketsOf(...days, bucket);
  if (buckets.length > mostBuckets)
    throw invalidField('bucket', 'too_many_buckets', `That would be more than ${mostBuckets} buckets.`);
  return { days, before, bucket, buckets };
}

export function periodsIn({ days, before, bucket, buckets }: PeriodDays, zone: string): Periods {
  return {
    current: {
      ...spanOf(...days, zone),
      ...{ zone, bucket, buckets: buckets.map(([first, last]) => spanOf(first, last, zone)) },
    },
    previous: spanOf(...before, zone),
  };
}

function daysOf({ range, from, to }: Asked, today: string): { days: Days; before: Days } {
  if (from === undefined && to === undefined) return namedDays(range ?? 'last_30_days', today);
  if (range) throw invalidField('range', 'range_twice', 'Give a named range, or from and to.');
  for (const [field, date] of [
    ['from', from],
    ['to', to],
  ] as const)
    if (date !== undefined && (date < firstDay || date > lastDay))
      throw invalidField(field, 'date_out_of_range', `Days go from ${firstDay} to ${lastDay}.`);
  const last = to ?? (from! > today ? from! : today);
  const first = from ?? plusDays(last, -29);
  if (first > last) throw invalidField('to', 'range_reversed', 'The range ends before it begins.');
  const many = daysIn(first, last);
  if (many > mostDays) throw invalidField('from', 'range_too_long', `A range has at most ${mostDays} days.`);
  return { days: [first, last], before: [plusDays(first, -many), plusDays(first, -1)] };
}

function spanOf(from: string, to: string, zone: string): Span {
  return { from, to, start: dayOf(from, zone).from, end: dayOf(to, zone).to };
}

function bucketsOf(from: string, to: string, size: BucketSize): Days[] {
  const next = {
    day: (date: string) => plusDays(date, 1),
    week: (date: string) => plusDays(weekOf(date), 7),
    month: (date: string) => monthOf(date, 1),
  }[size];
  const buckets: Days[] = [];
  for (let first = from; first <= to; first = next(first)) {
    const last = plusDays(next(first), -1);
    buckets.push([first, last < to ? last : to]);
  }
  return buckets;
}
