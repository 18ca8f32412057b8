import fc from 'fast-check';
import { DateTime } from 'luxon';
import { afterQuietHours } from './quiet-hours';
import { nextLocalTime } from './local-clock';

const zones = [
  'America/New_York',
  'Europe/London',
  'Australia/Sydney',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
];
const anyInstant = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const anyZone = fc.constantFrom(...zones);

describe('the next time a clock shows', () => {
  it('is ahead, within eight days, on a wanted weekday, and shows that time unless a change skips it', () => {
    fc.assert(
      fc.property(
        anyInstant,
        anyTime,
        anyZone,
        fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (now, time, zone, weekdays) => {
          const next = nextLocalTime(now, time, zone, weekdays);
          expect(next.getTime()).toBeGreaterThan(now.getTime());
          expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(8 * 86_400_000 + 3_600_000);
          const local = DateTime.fromJSDate(next, { zone });
          const shown = local.toFormat('HH:mm');
          const skipped = shown !== time && local.minus({ minutes: 1 }).offset !== local.offset;
          expect(shown === time || skipped).toBe(true);
          expect(weekdays).toContain(local.weekday);
        },
      ),
    );
  });

  it('is tomorrow when it is that time now', () => {
    const now = new Date('2026-11-20T14:30:00Z');
    expect(nextLocalTime(now, '09:30', 'America/New_York').toISOString()).toBe('2026-11-21T14:30:00.000Z');
  });
});

describe('quiet hours', () => {
  const facts = { 'lead.timezone': 'America/New_York' };
  it.each([
    ['hold at night', { from: '21:00', to: '08:00' }, '2026-11-20T03:00:00Z', '2026-11-20T13:00:00.000Z'],
    [
      'hold before midnight',
      { from: '21:00', to: '08:00' },
      '2026-11-20T02:00:00Z',
      '2026-11-20T13:00:00.000Z',
    ],
    ['let go at their end', { from: '21:00', to: '08:00' }, '2026-11-20T13:00:00Z', undefined],
    [
      'may lie within a day',
      { from: '12:00', to: '13:00' },
      '2026-11-20T17:30:00Z',
      '2026-11-20T18:00:00.000Z',
    ],
    ['of no length hold nothing', { from: '12:00', to: '12:00' }, '2026-11-20T17:00:00Z', undefined],
  ])('%s', (_what, quiet, now, until) =>
    expect(afterQuietHours(quiet, facts, new Date(now))?.toISOString()).toBe(until),
  );

  it('keep to the clock of the team when the lead has none', () =>
    expect(
      afterQuietHours(
        { from: '21:00', to: '08:00' },
        { 'team.timezone': 'Europe/London' },
        new Date('2026-11-20T07:00:00Z'),
      ),
    ).toEqual(new Date('2026-11-20T08:00:00Z')));
});
