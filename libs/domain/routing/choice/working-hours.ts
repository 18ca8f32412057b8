import { instantsOf, offsetAt } from '@platform/clock';

/** ISO 8601: Monday is 1. `to` may be 24:00; what goes over midnight is two spans. */
export interface HourSpan {
  days: number[];
  /** HH:mm on the clock of the zone, inclusive. */
  from: string;
  /** HH:mm, exclusive. */
  to: string;
}
export interface WorkingHours {
  spans: readonly HourSpan[];
  /** IANA. */
  zone: string;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** A week and a day: every span comes round. */
const lookAhead = 9;

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** The stretches of open time of the local days around `at`, oldest first, as instants. */
function stretches(
  { spans, zone }: WorkingHours,
  at: Date,
  days = lookAhead,
): { from: number; to: number }[] {
  const wall = at.getTime() + offsetAt(zone, at.getTime());
  const today = wall - (((wall % DAY) + DAY) % DAY);
  const instant = (local: number): number => {
    // A time that the clocks skip is the moment of the change.
    for (let later = 0; later <= 180; later += 15) {
      const [first] = instantsOf(zone, local + later * MINUTE);
      if (first !== undefined) return first;
    }
    return local - offsetAt(zone, local);
  };
  return Array.from({ length: days + 1 }, (_, index) => today + (index - 1) * DAY)
    .flatMap((midnight) => {
      const weekday = ((new Date(midnight).getUTCDay() + 6) % 7) + 1;
      return spans
        .filter((span) => span.days.includes(weekday))
        .map(({ from, to }) => ({
          from: instant(midnight + minutesOf(from) * MINUTE),
          to: instant(midnight + minutesOf(to) * MINUTE),
        }));
    })
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

/** Null hours: at any time. */
export function isOpen(hours: WorkingHours | null, at: Date): boolean {
  if (!hours) return true;
  return stretches(hours, at, 1).some(({ from, to }) => from <= at.getTime() && at.getTime() < to);
}

/** The first moment from `at` on that lies in the hours; null when they have none. */
export function nextOpening(hours: WorkingHours | null, at: Date): Date | null {
  if (!hours) return at;
  const next = stretches(hours, at).find(({ to }) => to > at.getTime());
  return next ? new Date(Math.max(next.from, at.getTime())) : null;
}

/** When `minutes` of open time have gone by since `at`. Hours that never come count as none. */
export function afterOpenMinutes(hours: WorkingHours | null, at: Date, minutes: number): Date {
  let left = minutes * MINUTE;
  if (!hours || hours.spans.length === 0) return new Date(at.getTime() + left);
  for (let from = at.getTime(), weeks = 0; weeks < 60; weeks += 1) {
    for (const stretch of merged(stretches(hours, new Date(from)))) {
      const begin = Math.max(stretch.from, from);
      if (stretch.to <= begin) continue;
      if (begin + left <= stretch.to) return new Date(begin + left);
      left -= stretch.to - begin;
      from = stretch.to;
    }
  }
  return new Date(at.getTime() + minutes * MINUTE);
}

/** Spans that overlap count once. */
function merged(all: { from: number; to: number }[]): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of all) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
