import { DateTime } from 'luxon';
import fc from 'fast-check';
import { RANGE_NAMES } from './named-ranges';
import { BUCKET_SIZES, periodDays, periodsIn, type Asked } from './period';

const periodsOf = (asked: Asked, zone: string, at: Date) => periodsIn(periodDays(asked, zone, at), zone);
const now = new Date('2026-11-20T17:00:00Z'); // a Friday, noon in New York
const days = (asked: Asked, zone = 'America/New_York') => {
  const { current, previous } = periodsOf(asked, zone, now);
  return [current.from, current.to, previous.from, previous.to];
};

describe('a period', () => {
  it.each([
    ['today', '2026-11-20', '2026-11-20', '2026-11-19', '2026-11-19'],
    ['yesterday', '2026-11-19', '2026-11-19', '2026-11-18', '2026-11-18'],
    ['last_7_days', '2026-11-14', '2026-11-20', '2026-11-07', '2026-11-13'],
    ['this_week', '2026-11-16', '2026-11-20', '2026-11-09', '2026-11-13'],
    ['last_week', '2026-11-09', '2026-11-15', '2026-11-02', '2026-11-08'],
    ['this_month', '2026-11-01', '2026-11-20', '2026-10-01', '2026-10-20'],
    ['last_month', '2026-10-01', '2026-10-31', '2026-09-01', '2026-09-30'],
    ['this_quarter', '2026-10-01', '2026-11-20', '2026-07-01', '2026-08-20'],
    ['last_quarter', '2026-07-01', '2026-09-30', '2026-04-01', '2026-06-30'],
    ['this_year', '2026-01-01', '2026-11-20', '2025-01-01', '2025-11-20'],
    ['last_year', '2025-01-01', '2025-12-31', '2024-01-01', '2024-12-31'],
  ] as const)('named %s', (range, ...expected) => expect(days({ range })).toEqual(expected));

  it('is the last 30 days when nothing is said, and on the clock of the team', () => {
    expect(days({})).toEqual(['2026-10-22', '2026-11-20', '2026-09-22', '2026-10-21']);
    expect(days({ range: 'today' }, 'Pacific/Auckland')[0]).toBe('2026-11-21');
  });

  it('of a month that is longer than the one before is compared with all of that', () => {
    const march = periodsOf({ range: 'this_month' }, 'UTC', new Date('2026-03-31T12:00:00Z'));
    expect([march.previous.from, march.previous.to]).toEqual(['2026-02-01', '2026-02-28']);
  });

  it('given by days is compared with as many before', () => {
    expect(days({ from: '2026-03-01', to: '2026-03-10' })).toEqual([
      ...['2026-03-01', '2026-03-10'],
      ...['2026-02-19', '2026-02-28'],
    ]);
    expect(days({ from: '2026-11-11' }).slice(0, 2)).toEqual(['2026-11-11', '2026-11-20']);
    expect(days({ to: '2026-01-30' }).slice(0, 2)).toEqual(['2026-01-01', '2026-01-30']);
  });

  it.each([
    [{ from: '2026-02-01', to: '2026-01-01' }, 'range_reversed'],
    [{ range: 'today', from: '2026-01-01' }, 'range_twice'],
    [{ from: '1999-12-31' }, 'date_out_of_range'],
    [{ to: '9999-12-31' }, 'date_out_of_range'],
    [{ from: '2001-01-01', to: '2026-01-01' }, 'range_too_long'],
    [{ from: '2024-01-01', to: '2026-01-01', bucket: 'day' }, 'too_many_buckets'],
  ] as [Asked, string][])('refuses %j', (asked, code) => {
    const error = (() => {
      try {
        return periodsOf(asked, 'UTC', now);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ extra: { errors: [{ code }] } });
  });

  it('has buckets of 23 and 25 hours where the clock is moved', () => {
    const hours = (from: string, to: string) =>
      periodsOf({ from, to }, 'America/New_York', now).current.buckets.map(
        ({ start, end }) => (end.getTime() - start.getTime()) / 3_600_000,
      );
    expect(hours('2026-03-07', '2026-03-09')).toEqual([24, 23, 24]);
    expect(hours('2026-10-31', '2026-11-02')).toEqual([24, 25, 24]);
  });

  it('is tiled by its buckets, each a day, a week from Monday or a month of the zone (against luxon)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'America/New_York',
          'Asia/Kathmandu',
          'Australia/Lord_Howe',
          'America/Santiago',
          'Pacific/Apia',
        ),
        fc.integer({ min: 0, max: 9_000 }),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom(...BUCKET_SIZES),
        (zone, offset, length, bucket) => {
          const first = DateTime.fromISO('2001-01-01', { zone: 'UTC' }).plus({ days: offset });
          const asked = { from: first.toISODate()!, to: first.plus({ days: length }).toISODate()!, bucket };
          const { current } = periodsOf(asked, zone, now);
          const { buckets } = current;
          expect(buckets[0]!.start).toEqual(current.start);
          expect(buckets.at(-1)!.end).toEqual(current.end);
          buckets.slice(1).forEach((next, index) => expect(next.start).toEqual(buckets[index]!.end));
          for (const { from, to, start } of buckets) {
            const unit = (date: string) =>
              DateTime.fromISO(date, { zone: 'UTC' }).startOf(bucket).toISODate();
            expect(unit(from)).toBe(unit(to));
            // Every zone's days begin on a quarter of an hour: tallies of messages rest on it.
            expect(start.getTime() % 900_000).toBe(0);
            const shown = DateTime.fromJSDate(start, { zone });
            // A day that a zone skipped as a whole begins where the next one does.
            expect(shown.toISODate()! >= from).toBe(true);
            expect(DateTime.fromJSDate(new Date(start.getTime() - 1), { zone }).toISODate()! < from).toBe(
              true,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has a name for each range, and none of them ends before it begins', () => {
    for (const range of RANGE_NAMES) {
      const [from, to, before, until] = days({ range });
      expect([from! <= to!, before! <= until!, until! < from!]).toEqual([true, true, true]);
    }
  });
});
