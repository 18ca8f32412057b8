import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dayOf, nextDailyAt } from './local-day';

const utc = (text: string) => new Date(`${text}Z`);

describe('a daily local time', () => {
  it('is the next occurrence of the local hour', () => {
    expect(nextDailyAt(utc('2027-06-10T10:00'), '07:30', 'America/New_York')).toEqual({
      date: '2027-06-10',
      at: utc('2027-06-10T11:30'),
    });
    expect(nextDailyAt(utc('2027-06-10T11:30'), '07:30', 'America/New_York')).toEqual({
      date: '2027-06-11',
      at: utc('2027-06-11T11:30'),
    });
    expect(nextDailyAt(utc('2027-06-10T10:00'), '07:30', 'Australia/Sydney')).toEqual({
      date: '2027-06-11',
      at: utc('2027-06-10T21:30'),
    });
    // Skipped on the day the clock is set forward: behind the gap.
    expect(nextDailyAt(utc('2027-03-14T05:00'), '02:30', 'America/New_York').at).toEqual(
      utc('2027-03-14T07:00'),
    );
  });

  it('comes once for every local day, whatever the clocks do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'America/New_York',
          'Europe/London',
          'Australia/Sydney',
          'America/Sao_Paulo',
          'Pacific/Apia',
        ),
        fc.date({ min: utc('2010-01-01T00:00'), max: utc('2032-01-01T00:00'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 1_439 }),
        (zone, start, minute) => {
          const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          let now = start;
          for (let count = 0; count < 10; count += 1) {
            const next = nextDailyAt(now, time, zone);
            expect(next.at > now).toBe(true);
            expect(next.at.getTime() - now.getTime()).toBeLessThanOrEqual(49 * 3_600_000);
            now = next.at;
          }
        },
      ),
    );
  });

  it.each([
    ['2027-03-14', 'America/New_York', 23],
    ['2027-11-07', 'America/New_York', 25],
    ['2027-10-03', 'Australia/Sydney', 23],
    ['2027-06-10', 'America/Sao_Paulo', 24],
  ])('a day may be shorter or longer: %s in %s has %i hours', (date, zone, hours) => {
    const { from, to } = dayOf(date, zone);
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(hours);
    expect(from).toEqual(DateTime.fromISO(date, { zone }).startOf('day').toJSDate());
  });
});
