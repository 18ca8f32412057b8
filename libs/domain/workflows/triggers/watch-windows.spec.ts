import { dueDays, lastTick } from './watch-windows';

const clock = (cron: string, zone = 'America/New_York') =>
  ({ type: 'TIME_BASED', cron, zone, filter: {} }) as const;
const at = (text: string) => new Date(text);

describe('the last tick of a clock', () => {
  it.each([
    [
      'within the look',
      '0 9 * * 1-5',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:10Z',
      '2026-11-20T14:00:00.000Z',
    ],
    ['not before it', '0 9 * * 1-5', '2026-11-20T14:00:00Z', '2026-11-20T14:00:20Z', null],
    [
      'exactly at its end',
      '0 9 * * 1-5',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:00Z',
      '2026-11-20T14:00:00.000Z',
    ],
    ['none on a Saturday', '0 9 * * 1-5', '2026-11-21T13:59:50Z', '2026-11-21T14:00:10Z', null],
    [
      'of several missed only the last',
      '*/15 * * * *',
      '2026-11-20T13:10:00Z',
      '2026-11-20T13:50:00Z',
      '2026-11-20T13:45:00.000Z',
    ],
    [
      'none that was missed by more than an hour',
      '0 9 * * *',
      '2026-11-20T10:00:00Z',
      '2026-11-20T16:00:00Z',
      null,
    ],
    [
      'behind the gap when clocks go forward',
      '30 2 * * *',
      '2026-03-08T06:50:00Z',
      '2026-03-08T07:40:00Z',
      '2026-03-08T07:00:00.000Z',
    ],
  ])('%s', (_what, cron, from, to, tick) =>
    expect(lastTick(clock(cron), at(from), at(to))?.toISOString() ?? null).toBe(tick),
  );

  it('is one when clocks go back over it', () => {
    const ticks = new Set<string>();
    for (
      let now = Date.parse('2026-11-01T04:00:00Z');
      now < Date.parse('2026-11-01T09:00:00Z');
      now += 20_000
    ) {
      const tick = lastTick(clock('30 1 * * *'), new Date(now - 20_000), new Date(now));
      if (tick) ticks.add(tick.toISOString());
    }
    expect(ticks.size).toBe(1);
  });
});

describe('days whose hour has come', () => {
  const birthday = { at: '09:00', offsetDays: 0 };
  it.each([
    [
      'in the zone of the lead',
      birthday,
      'America/New_York',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:10Z',
      ['2026-11-20'],
    ],
    [
      'not yet further west',
      birthday,
      'America/Los_Angeles',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:10Z',
      [],
    ],
    [
      'a week before the date',
      { at: '09:00', offsetDays: -7 },
      'America/New_York',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:10Z',
      ['2026-11-27'],
    ],
    [
      'a month after it',
      { at: '09:00', offsetDays: 30 },
      'America/New_York',
      '2026-11-20T13:59:50Z',
      '2026-11-20T14:00:10Z',
      ['2026-10-21'],
    ],
    [
      'late after an outage, on the same day',
      birthday,
      'America/New_York',
      '2026-11-20T10:00:00Z',
      '2026-11-20T22:00:00Z',
      ['2026-11-20'],
    ],
    [
      'not two days late',
      birthday,
      'America/New_York',
      '2026-11-17T10:00:00Z',
      '2026-11-20T13:00:00Z',
      ['2026-11-19'],
    ],
    [
      'once, behind the gap when clocks go forward',
      { at: '02:30', offsetDays: 0 },
      'America/New_York',
      '2026-03-08T06:59:00Z',
      '2026-03-08T07:01:00Z',
      ['2026-03-08'],
    ],
  ])('%s', (_what, trigger, zone, from, to, days) =>
    expect(dueDays(trigger, zone, at(from), at(to))).toEqual(days),
  );
});
