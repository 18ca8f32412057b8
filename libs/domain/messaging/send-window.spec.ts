import { jest } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  assertSendWindow,
  CONTIGUOUS_US_ZONES,
  type DayWindow,
  findAllowedInstant,
  type IsoWeekday,
  isValidZone,
  lastAllowedInstant,
  localTimeInZone,
  nextAllowedInstant,
  type SendWindow,
  SMS_MARKETING_WINDOW,
} from './send-window';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONES = Intl.supportedValuesOf('timeZone');

/** A second opinion from another library: is the window open on this zone's clock? */
function isOpen(window: SendWindow, zone: string, at: number): boolean {
  const local = DateTime.fromMillis(at, { zone });
  const day = window[local.weekday as IsoWeekday];
  const time = local.toFormat('HH:mm');
  return day !== null && time >= day.from && time < day.to;
}

function expectFirstOpen(window: SendWindow, zones: readonly string[], now: Date, found: Date): void {
  const open = (at: number) => zones.every((zone) => isOpen(window, zone, at));
  expect(found.getTime()).toBeGreaterThanOrEqual(now.getTime());
  expect(open(found.getTime())).toBe(true);
  if (found.getTime() === now.getTime()) return;
  const earlier = [found.getTime() - 1];
  for (let at = now.getTime(); at < found.getTime(); at += 30 * MINUTE) earlier.push(at);
  expect(earlier.filter(open)).toEqual([]);
}

const utc = (text: string) => new Date(`${text}Z`);
const everyDay = (day: DayWindow): SendWindow => ({ 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day });

describe('nextAllowedInstant', () => {
  it.each([
    ['Friday, before opening', '2026-06-05T12:59:59', 'America/New_York', '2026-06-05T13:00:00'],
    ['Friday, last moment', '2026-06-05T23:59:59.999', 'America/New_York', '2026-06-05T23:59:59.999'],
    ['Saturday at closing: Sunday noon', '2026-06-07T00:00:00', 'America/New_York', '2026-06-07T16:00:00'],
    ['Sunday 20:00: Monday 9:00', '2026-06-08T00:00:00', 'America/New_York', '2026-06-08T13:00:00'],
    ['the night of the spring change', '2026-03-08T06:30:00', 'America/New_York', '2026-03-08T16:00:00'],
    ['the night of the autumn change', '2026-11-01T05:30:00', 'America/New_York', '2026-11-01T17:00:00'],
    ['London, spring', '2026-03-29T00:30:00', 'Europe/London', '2026-03-29T11:00:00'],
    ['Sydney, autumn', '2026-04-04T15:30:00', 'Australia/Sydney', '2026-04-05T02:00:00'],
    ['no zone: nine in Los Angeles', '2026-06-05T13:00:00', null, '2026-06-05T16:00:00'],
    ['no zone: eight in New York has passed', '2026-06-06T00:00:00', null, '2026-06-06T16:00:00'],
    ['a zone that does not exist', '2026-06-05T13:00:00', 'Mars/Olympus', '2026-06-05T16:00:00'],
  ])('%s', (_, now, zone, expected) => {
    expect(nextAllowedInstant(utc(now), zone, SMS_MARKETING_WINDOW)).toEqual(utc(expected));
  });

  it('returns the very same instant when it is open', () => {
    const now = utc('2026-06-05T17:00:00');
    expect(nextAllowedInstant(now, 'America/Chicago', SMS_MARKETING_WINDOW)).toBe(now);
    expect(nextAllowedInstant(now, null, SMS_MARKETING_WINDOW)).toBe(now);
  });

  it('sees yesterday come again when a clock is set back over midnight', () => {
    const lateOnSaturday: SendWindow = { ...everyDay(null), 6: { from: '23:30', to: '24:00' } };
    const sundayForAMinute = utc('2010-11-07T02:30:30');
    expect(nextAllowedInstant(sundayForAMinute, 'America/St_Johns', lateOnSaturday)).toEqual(
      utc('2010-11-07T03:00:00'),
    );
  });

  it('says when a window never opens', () => {
    const early = everyDay({ from: '09:00', to: '11:00' });
    expect(findAllowedInstant(utc('2026-06-05T12:00:00'), null, early)).toBeNull();
    expect(findAllowedInstant(utc('2026-06-05T12:00:00'), 'UTC', everyDay(null))).toBeNull();
    expect(() => nextAllowedInstant(utc('2026-06-05T12:00:00'), null, early)).toThrow(RangeError);
  });

  it('refuses malformed hours', () => {
    for (const day of [
      { from: '9:00', to: '20:00' },
      { from: '20:00', to: '09:00' },
      { from: '09:00', to: '24:30' },
    ]) {
      expect(() => assertSendWindow(everyDay(day))).toThrow(RangeError);
    }
    expect(() => assertSendWindow(everyDay({ from: '00:00', to: '24:00' }))).not.toThrow();
  });

  const anyInstant = fc
    .date({ min: utc('2024-01-01T00:00:00'), max: utc('2032-01-01T00:00:00'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));
  /** Clock changes of four continents, where the mistakes are: one skips a day, some fall on midnight, one is half an hour. */
  const changes = [
    'America/New_York',
    'Europe/London',
    'Australia/Sydney',
    'America/Sao_Paulo',
    'America/Havana',
    'Africa/Casablanca',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ].flatMap((zone) =>
    [2011, 2018, 2026].flatMap((year) => {
      const offset = (at: number) => DateTime.fromMillis(at, { zone }).offset;
      return Array.from({ length: 365 }, (_, day) => Date.UTC(year, 0, 1 + day))
        .filter((at) => offset(at) !== offset(at + 24 * HOUR))
        .map((at) => ({ zone, at }));
    }),
  );
  const nearChange = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * 60, max: 48 * 60 }))
    .map(([{ zone, at }, minutes]) => ({ zone, now: new Date(at + minutes * MINUTE) }));
  const time = fc
    .integer({ min: 0, max: 1_439 })
    .map(
      (minute) =>
        `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
    );
  const dayWindow = fc.oneof(
    fc.constant<DayWindow>({ from: '09:00', to: '20:00' }),
    fc.constant<DayWindow>({ from: '00:00', to: '03:00' }),
    fc.constant<DayWindow>(null),
    fc
      .tuple(time, time)
      .filter(([from, to]) => from < to)
      .map(([from, to]): DayWindow => ({ from, to })),
  );
  const anyWindow = fc
    .tuple(dayWindow, dayWindow, dayWindow, dayWindow, dayWindow, dayWindow, dayWindow)
    .map(([a, b, c, d, e, f, g]): SendWindow => ({ 1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g }));

  it('finds the first open instant in every IANA zone', () => {
    for (const zone of ZONES) {
      fc.assert(
        fc.property(anyInstant, (now) =>
          expectFirstOpen(
            SMS_MARKETING_WINDOW,
            [zone],
            now,
            nextAllowedInstant(now, zone, SMS_MARKETING_WINDOW),
          ),
        ),
        { numRuns: 3 },
      );
    }
  });

  it('finds the first open instant of any window around clock changes', () => {
    fc.assert(
      fc.property(nearChange, anyWindow, ({ zone, now }, window) => {
        const found = findAllowedInstant(now, zone, window);
        if (found) expectFirstOpen(window, [zone], now, found);
        else
          expect(
            Object.values(window).filter((day: DayWindow) => day && day.to > day.from).length,
          ).toBeLessThan(2);
      }),
      { numRuns: 1_500 },
    );
  });

  it('finds the first instant open in the whole contiguous US for an unknown zone', () => {
    fc.assert(
      fc.property(anyInstant, (now) =>
        expectFirstOpen(
          SMS_MARKETING_WINDOW,
          CONTIGUOUS_US_ZONES,
          now,
          nextAllowedInstant(now, null, SMS_MARKETING_WINDOW),
        ),
      ),
      { numRuns: 40 },
    );
  });

  it('asks a clock of the world at most twice for a closed recipient', () => {
    const asked = jest.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
    try {
      const now = utc('2026-06-05T05:00:00').getTime();
      for (let index = 0; index < 1_000; index++) {
        const zone = CONTIGUOUS_US_ZONES[index % 5] ?? null;
        nextAllowedInstant(new Date(now + index), zone, SMS_MARKETING_WINDOW);
        nextAllowedInstant(new Date(now + index), null, SMS_MARKETING_WINDOW);
      }
      expect(asked.mock.calls.length).toBeGreaterThan(0);
      expect(asked.mock.calls.length).toBeLessThanOrEqual(2 * 2 * 1_000);
    } finally {
      asked.mockRestore();
    }
  });
});

describe('localTimeInZone', () => {
  it.each([
    ['2026-06-05', '10:00', 'America/Los_Angeles', '2026-06-05T17:00:00'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:00:00'],
    ['2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30:00'],
    ['2026-10-25', '01:15', 'Europe/London', '2026-10-25T00:15:00'],
    ['2018-11-04', '00:10', 'America/Sao_Paulo', '2018-11-04T03:00:00'],
    ['2026-10-04', '02:10', 'Australia/Lord_Howe', '2026-10-03T15:30:00'],
    ['2011-12-30', '10:00', 'Pacific/Apia', '2011-12-30T10:00:00'],
  ])('%s %s in %s', (day, time, zone, expected) => {
    expect(localTimeInZone(day, time, zone)).toEqual(utc(expected));
  });

  it('shows the wanted wall time in every zone, or the first minute after a gap', () => {
    const day = fc.date({
      min: utc('2024-01-01T00:00:00'),
      max: utc('2031-12-31T00:00:00'),
      noInvalidDate: true,
    });
    for (const zone of ZONES) {
      fc.assert(
        fc.property(day, fc.nat({ max: 1_439 }), (date, minute) => {
          const dateISO = date.toISOString().slice(0, 10);
          const time = new Date(minute * MINUTE).toISOString().slice(11, 16);
          const found = localTimeInZone(dateISO, time, zone);
          const shown = DateTime.fromJSDate(found, { zone });
          const before = DateTime.fromMillis(found.getTime() - 1, { zone });
          if (shown.toFormat('yyyy-MM-dd HH:mm') === `${dateISO} ${time}`) return;
          expect(before.offset).toBeLessThan(shown.offset);
        }),
        { numRuns: 3 },
      );
    }
  });

  it.each([
    ['2026-02-30', '10:00', 'UTC'],
    ['2026-2-3', '10:00', 'UTC'],
    ['2026-02-03', '24:00', 'UTC'],
    ['2026-02-03', '10:00', 'Nowhere/City'],
  ])('refuses %s %s in %s', (day, time, zone) =>
    expect(() => localTimeInZone(day, time, zone)).toThrow(RangeError),
  );
});

describe('isValidZone', () => {
  it('knows all IANA zones and aliases, and nothing else', () => {
    expect([...ZONES, 'US/Eastern', 'UTC'].filter((zone) => !isValidZone(zone))).toEqual([]);
    expect(['', '+02:00', 'New York', 'America/Atlantis', '../etc', '__proto__'].filter(isValidZone)).toEqual(
      [],
    );
  });
});

describe('lastAllowedInstant', () => {
  it('is the instant itself within the hours, else a quarter of an hour before they ended', () => {
    const window = everyDay({ from: '09:00', to: '20:00' });
    const last = (at: string) => lastAllowedInstant(utc(at), 'America/New_York', window);
    expect(last('2026-06-05T16:00')).toEqual(utc('2026-06-05T16:00'));
    expect(last('2026-06-05T11:00')).toEqual(utc('2026-06-04T23:45'));
    expect(last('2026-06-06T02:00')).toEqual(utc('2026-06-05T23:45'));
    expect(lastAllowedInstant(utc('2026-06-05T11:00'), 'America/New_York', everyDay(null))).toBeNull();
  });

  it('is open and never later than asked, in every zone at any time', () => {
    const window = { ...everyDay({ from: '09:00', to: '20:00' }), 7: null };
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.date({ min: utc('2026-01-01T00:00'), max: utc('2028-01-01T00:00'), noInvalidDate: true }),
        (zone, at) => {
          const last = lastAllowedInstant(at, zone, window)!;
          expect(last.getTime()).toBeLessThanOrEqual(at.getTime());
          expect(isOpen(window, zone, last.getTime())).toBe(true);
          // No hours lie between: at most the closed day and a night are gone back over.
          expect(at.getTime() - last.getTime()).toBeLessThanOrEqual(38.5 * HOUR);
        },
      ),
    );
  });
});
