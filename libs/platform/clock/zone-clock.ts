const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;
const MAX_CACHED = 1_024;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Since then every zone changes its offset on a whole minute; older local mean times do not. */
const WHOLE_MINUTES_SINCE = Date.UTC(1973, 0, 1);

interface ZoneClock {
  format: Intl.DateTimeFormat;
  /** The offset last asked for: a chunk of messages asks for the same minute again and again. */
  minute: number;
  offset: number;
}

const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock | null {
  const known = clocks.get(zone);
  if (known) return known;
  if (!ZONE_NAME.test(zone)) return null;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    // Names differ in case only without end, so strangers could fill the memory.
    if (clocks.size >= MAX_CACHED) clocks.clear();
    const clock: ZoneClock = { format, minute: Number.NaN, offset: 0 };
    clocks.set(zone, clock);
    return clock;
  } catch {
    // Intl says "no such zone" only by throwing.
    return null;
  }
}

/** Whether `zone` is an IANA time zone name this runtime knows (fixed offsets such as `+02:00` are not). */
export function isValidZone(zone: string): boolean {
  return clockOf(zone) !== null;
}

/** Milliseconds to add to the UTC instant `at` to get the wall clock of `zone`. @throws RangeError for an unknown zone. */
export function offsetAt(zone: string, at: number): number {
  const clock = clockOf(zone);
  if (!clock) throw new RangeError(`Unknown time zone "${zone}"`);
  const minute = Math.floor(at / MINUTE);
  if (minute === clock.minute) return clock.offset;
  const offset = readOffset(clock.format, at);
  if (at >= WHOLE_MINUTES_SINCE) {
    clock.minute = minute;
    clock.offset = offset;
  }
  return offset;
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/**
 * The instants at which the clock of `zone` shows the wall time `wall` (milliseconds as if it were UTC), earliest first: one,
 * two when the clock is set back over it, none when it is skipped.
 */
export function instantsOf(zone: string, wall: number): number[] {
  const offsets = new Set([wall - DAY, wall, wall + DAY].map((guess) => offsetAt(zone, guess)));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => offsetAt(zone, at) === wall - at)
    .sort((a, b) => a - b);
}

/** The first instant in (from, to] with another offset than at `from`, to the second; null when there is no change. */
export function offsetChange(zone: string, from: number, to: number): number | null {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, to) === before) return null;
  let low = Math.floor(from / 1_000);
  let high = Math.ceil(to / 1_000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle * 1_000) === before) low = middle;
    else high = middle;
  }
  return high * 1_000;
}
