import fc from 'fast-check';
import { dateMoments, ticksBetween } from './clock-moments';
import { dueDays, lastTick } from './watch-windows';

const at = (text: string) => new Date(text);
const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString());
const zones = [
  'America/New_York',
  'Europe/London',
  'Australia/Sydney',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
];
const minute = 60_000;

describe('the ticks of a clock', () => {
  it('are on the wall clock of its zone, the later end included', () => {
    const clock = { cron: '0 9 * * 1-5', zone: 'America/New_York' };
    expect(iso(ticksBetween(clock, at('2026-10-29T13:00:00Z'), at('2026-11-03T14:00:00Z'), 100))).toEqual([
      '2026-10-30T13:00:00.000Z',
      '2026-11-02T14:00:00.000Z',
      '2026-11-03T14:00:00.000Z',
    ]);
    expect(ticksBetween(clock, at('2026-10-01T00:00:00Z'), at('2027-10-01T00:00:00Z'), 7)).toHaveLength(7);
  });

  it('are those that looking again and again finds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('30 2 * * *', '*/15 1-3 * * *', '0 0 * * 0', '45 23 1 * *', '30 1 * * *'),
        fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-11-01', '2026-12-31'),
        fc.integer({ min: -300, max: 1_200 }),
        (zone, cron, day, minutes) => {
          const from = new Date(Date.parse(day) + minutes * minute);
          const to = new Date(from.getTime() + 360 * minute);
          const found = new Set<string>();
          for (let seen = from.getTime(); seen < to.getTime(); seen += 10 * minute) {
            const tick = lastTick({ cron, zone }, new Date(seen), new Date(seen + 10 * minute));
            if (tick) found.add(tick.toISOString());
          }
          expect(iso(ticksBetween({ cron, zone }, from, to, 1_000))).toEqual([...found]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the moments of a date', () => {
  const trigger = { at: '09:30', offsetDays: -3 };
  const month = [at('2027-02-10T00:00:00Z'), at('2027-03-12T00:00:00Z')] as const;

  it('are one for a date, one a year for an anniversary', () => {
    expect(dateMoments(trigger, '2027-02-20', 'America/Chicago', ...month)).toEqual([
      { day: '2027-02-20', at: at('2027-02-17T15:30:00Z') },
    ]);
    expect(dateMoments(trigger, '2019-02-20', 'America/Chicago', ...month)).toEqual([]);
    expect(dateMoments({ ...trigger, yearly: true }, '2019-02-20', 'America/Chicago', ...month)).toEqual([
      { day: '2027-02-20', at: at('2027-02-17T15:30:00Z') },
    ]);
    expect(dateMoments({ ...trigger, yearly: true }, '2027-02-20', 'America/Chicago', ...month)).toEqual([]);
  });

  it('keep 29 February on the 28th, and pass over what is no day', () => {
    const yearly = { at: '09:30', offsetDays: 0, yearly: true };
    expect(dateMoments(yearly, '2024-02-29', 'UTC', ...month).map(({ day }) => day)).toEqual(['2027-02-28']);
    for (const date of ['', 'soon', '2027-02-30', '2027-2-3'])
      expect(dateMoments(yearly, date, 'UTC', ...month)).toEqual([]);
  });

  it('are those that looking again and again finds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -4, max: 4 }),
        fc.constantFrom('00:00', '02:30', '09:15', '23:45'),
        fc.integer({ min: -8, max: 8 }),
        (zone, offsetDays, hour, ahead) => {
          const from = at('2026-10-30T06:07:00Z');
          const to = new Date(from.getTime() + 5 * 24 * 60 * minute);
          const date = new Date(from.getTime() + ahead * 24 * 60 * minute).toISOString().slice(0, 10);
          const days: string[] = [];
          for (let seen = from.getTime(); seen < to.getTime(); seen += 60 * minute)
            days.push(
              ...dueDays({ at: hour, offsetDays }, zone, new Date(seen), new Date(seen + 60 * minute)),
            );
          const moments = dateMoments({ at: hour, offsetDays }, date, zone, from, to);
          expect(moments).toHaveLength(days.filter((day) => day === date).length);
        },
      ),
      { numRuns: 15 },
    );
  });
});
