import { instantsOf, isValidZone, offsetAt, offsetChange } from '@platform/clock';

export { localTimeInZone } from './local-time';
export { isValidZone } from '@platform/clock';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A weekday's only opening may fall into a clock change, so the second week is looked at too. */
const DAYS_AHEAD = 15;
const MAX_ANSWERS = 1_024;

export type IsoWeekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Local hours `HH:mm`, `to` exclusive and up to `24:00`; null means nothing is sent that day. */
export type DayWindow = { from: string; to: string } | null;

/** Hours by ISO weekday (1 Monday … 7 Sunday), on the recipient's clock. */
export type SendWindow = Readonly<Record<IsoWeekday, DayWindow>>;

const DAYTIME = { from: '09:00', to: '20:00' } as const;

/**
 * 47 CFR 64.1200(c)(1) allows 8:00–21:00 at the called party's location. We keep within the narrower state laws as well:
 * Florida, Oklahoma and Maryland end at 20:00, Connecticut begins at 9:00, Texas begins at noon on Sundays.
 */
export const SMS_MARKETING_WINDOW: SendWindow = {
  1: DAYTIME,
  2: DAYTIME,
  3: DAYTIME,
  4: DAYTIME,
  5: DAYTIME,
  6: DAYTIME,
  7: { from: '12:00', to: '20:00' },
};

/** Every zone of the contiguous United States: hours open in all of them are lawful for a recipient anywhere there. */
export const CONTIGUOUS_US_ZONES: readonly string[] = [
  'America/New_York',
  'America/Los_Angeles',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Detroit',
  'America/Boise',
  'America/Menominee',
  'America/Kentucky/Louisville',
  'America/Kentucky/Monticello',
  'America/Indiana/Indianapolis',
  'America/Indiana/Knox',
  'America/Indiana/Marengo',
  'America/Indiana/Petersburg',
  'America/Indiana/Tell_City',
  'America/Indiana/Vevay',
  'America/Indiana/Vincennes',
  'America/Indiana/Winamac',
  'America/North_Dakota/Beulah',
  'America/North_Dakota/Center',
  'America/North_Dakota/New_Salem',
];

interface OpenHours {
  /** Opening and closing minute of the day, per weekday with Monday at 0. */
  days: ({ from: number; to: number } | null)[];
  /** Per zone the last answer: it stays right for every instant between its question and itself. */
  answers: Map<string, { asked: number; at: number }>;
}
const compiled = new WeakMap<SendWindow, OpenHours>();

function minuteOfDay(time: string): number {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(time);
  if (!match) throw new RangeError(`"${time}" is not a time of day (HH:mm)`);
  return match[1] === undefined ? 1_440 : Number(match[1]) * 60 + Number(match[2]);
}

function compile(window: SendWindow): OpenHours {
  const known = compiled.get(window);
  if (known) return known;
  const days = ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => {
    const day = window[weekday];
    if (!day) return null;
    const open = { from: minuteOfDay(day.from), to: minuteOfDay(day.to) };
    if (open.from >= open.to)
      throw new RangeError(`A send window must end after it begins (${day.from}–${day.to})`);
    return open;
  });
  const hours: OpenHours = { days, answers: new Map() };
  compiled.set(window, hours);
  return hours;
}

/** @throws RangeError when a time is malformed or a day ends before it begins. */
export function assertSendWindow(window: SendWindow): void {
  compile(window);
}

const weekdayIndex = (wall: number): number => (Math.floor(wall / DAY) + 3) % 7;

function isOpen({ days }: OpenHours, zone: string, at: number): boolean {
  const wall = at + offsetAt(zone, at);
  const day = days[weekdayIndex(wall)];
  const minute = Math.floor((wall - Math.floor(wall / DAY) * DAY) / MINUTE);
  return !!day && minute >= day.from && minute < day.to;
}

/** The window can only open when the clock passes an opening time or jumps; all such instants are looked at. */
function nextInZone(hours: OpenHours, zone: string, now: number): number | null {
  if (isOpen(hours, zone, now)) return now;
  const last = hours.answers.get(zone);
  if (last && last.asked <= now && now <= last.at) return last.at;

  const today = Math.floor((now + offsetAt(zone, now)) / DAY) * DAY;
  let best = Infinity;
  // From yesterday, which a clock set back over midnight shows again, until no later day can hold an earlier instant.
  for (let date = today - DAY; date <= today + DAYS_AHEAD * DAY && date - 2 * DAY < best; date += DAY) {
    const opening = hours.days[weekdayIndex(date)];
    const candidates = opening ? instantsOf(zone, date + opening.from * MINUTE) : [];
    const dayStart = date - offsetAt(zone, date);
    const jump = offsetChange(zone, dayStart - DAY / 2, dayStart + 1.5 * DAY);
    if (jump !== null) candidates.push(jump);
    for (const at of candidates) if (at >= now && at < best && isOpen(hours, zone, at)) best = at;
  }
  if (best === Infinity) return null;
  if (hours.answers.size >= MAX_ANSWERS) hours.answers.clear();
  hours.answers.set(zone, { asked: now, at: best });
  return best;
}

/**
 * Like `nextAllowedInstant`, but null when the window never opens (no hours at all, or, for an unknown zone, no hours that all
 * zones of the contiguous US share).
 */
export function findAllowedInstant(now: Date, zone: string | null, window: SendWindow): Date | null {
  const hours = compile(window);
  const zones = zone !== null && isValidZone(zone) ? [zone] : CONTIGUOUS_US_ZONES;
  const start = now.getTime();
  let at = start;
  let agreeing = 0;
  // Each zone moves the instant to the first it allows; when all leave it where it is, it is the first all allow.
  for (let turn = 0; agreeing < zones.length; turn++) {
    const next = nextInZone(hours, zones[turn % zones.length] ?? '', at);
    if (next === null || next - start > DAYS_AHEAD * DAY) return null;
    agreeing = next === at ? agreeing + 1 : 1;
    at = next;
  }
  return at === start ? now : new Date(at);
}

/** Before the hours end, so that a second try is still within them. In ms. */
const CLOSING_MARGIN = 15 * MINUTE;

/**
 * The last instant at or before `at` at which `window` lets a message go to a recipient in `zone` (IANA name): `at` itself when it
 * is open, else a quarter of an hour before the hours ended. Null when the window never opens.
 */
export function lastAllowedInstant(at: Date, zone: string, window: SendWindow): Date | null {
  const hours = compile(window);
  const end = at.getTime();
  if (isOpen(hours, zone, end)) return at;
  const today = Math.floor((end + offsetAt(zone, end)) / DAY) * DAY;
  for (let date = today + DAY; date >= today - DAYS_AHEAD * DAY; date -= DAY) {
    const day = hours.days[weekdayIndex(date)];
    if (!day) continue;
    const closing = Math.max(day.from * MINUTE, day.to * MINUTE - CLOSING_MARGIN);
    const last = instantsOf(zone, date + closing).findLast(
      (instant) => instant <= end && isOpen(hours, zone, instant),
    );
    if (last !== undefined) return new Date(last);
  }
  return null;
}

/**
 * The first instant at or after `now` at which `window` lets a message go to a recipient in `zone` (IANA name): `now` itself when
 * it is open. An unknown zone (null or no such name) gets only instants allowed in every zone of the contiguous US.
 * @throws RangeError for a malformed window, or one that never opens.
 */
export function nextAllowedInstant(now: Date, zone: string | null, window: SendWindow): Date {
  const allowed = findAllowedInstant(now, zone, window);
  if (!allowed) throw new RangeError('This send window never opens');
  return allowed;
}
