import fc from 'fast-check';
import { nextOccurrence, seriesFrom, WEEKDAYS, type Recurrence, type StoredRecurrence } from './recurrence';
import { dueOf, localTextOf } from './task-time';

const newYork = 'America/New_York';
const long = new Date('2000-01-01T00:00:00Z');

/** Local times of the first occurrences, none of them completed late. */
function dates(rule: Recurrence, first: string, { zone = newYork, most = 8, now = long } = {}): string[] {
  let dueAt = dueOf({ dueLocal: first }, zone)!;
  let recurrence: StoredRecurrence = seriesFrom(rule, dueAt, zone);
  const found = [localTextOf(dueAt, zone)];
  for (let occurrence = 1; found.length < most; occurrence += 1) {
    const next = nextOccurrence(recurrence, { zone, occurrence, now });
    if (!next) break;
    ({ dueAt, recurrence } = next);
    found.push(localTextOf(dueAt, zone));
  }
  return found;
}

describe('recurrence', () => {
  it('keeps the time of day when clocks change', () => {
    const instants = ['2027-03-13T09:00', '2027-03-14T09:00'].map((dueLocal) =>
      dueOf({ dueLocal }, newYork)!,
    );
    const rule = seriesFrom({ frequency: 'DAILY' }, instants[0]!, newYork);
    const next = nextOccurrence(rule, { zone: newYork, occurrence: 1, now: instants[0]! })!;
    expect(next.dueAt).toEqual(instants[1]);
    expect(next.dueAt.getTime() - instants[0]!.getTime()).toBe(23 * 3_600_000);
  });

  it('is later by the gap where a clock skips the time, on that one date only', () => {
    expect(dates({ frequency: 'DAILY' }, '2027-03-13T02:30', { most: 3 })).toEqual([
      '2027-03-13T02:30',
      '2027-03-14T03:30',
      '2027-03-15T02:30',
    ]);
  });

  it('is due once, at the earlier time, where a clock shows the time twice', () => {
    const [a, b, c] = dates({ frequency: 'DAILY' }, '2027-11-06T01:30', { most: 3 });
    expect([a, b, c]).toEqual(['2027-11-06T01:30', '2027-11-07T01:30', '2027-11-08T01:30']);
    const rule = seriesFrom({ frequency: 'DAILY' }, dueOf({ dueLocal: a }, newYork)!, newYork);
    const next = nextOccurrence(rule, { zone: newYork, occurrence: 1, now: long })!;
    expect(next.dueAt.toISOString()).toBe('2027-11-07T05:30:00.000Z');
  });

  it('falls on the weekdays of every nth week', () => {
    const rule = { frequency: 'WEEKLY', interval: 2, weekdays: ['MO', 'TH'] } as const;
    expect(dates({ ...rule, weekdays: [...rule.weekdays] }, '2027-01-04T08:00', { most: 5 })).toEqual(
      ['04', '07', '18', '21'].map((date) => `2027-01-${date}T08:00`).concat('2027-02-01T08:00'),
    );
    expect(dates({ frequency: 'WEEKLY' }, '2027-01-06', { most: 3 })).toEqual(
      ['06', '13', '20'].map((date) => `2027-01-${date}T23:59`),
    );
  });

  it('falls on the last day of months that are too short', () => {
    expect(dates({ frequency: 'MONTHLY' }, '2027-01-31T12:00', { most: 4 })).toEqual(
      ['01-31', '02-28', '03-31', '04-30'].map((date) => `2027-${date}T12:00`),
    );
    expect(dates({ frequency: 'MONTHLY', interval: 13 }, '2027-01-30T12:00', { most: 2 })[1]).toBe(
      '2028-02-29T12:00',
    );
    expect(
      dates({ frequency: 'YEARLY' }, '2028-02-29T12:00', { most: 5 }).map((date) => date.slice(0, 10)),
    ).toEqual(['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']);
  });

  it('ends with its last day and with its count', () => {
    expect(dates({ frequency: 'DAILY', until: '2027-01-03' }, '2027-01-01T23:30')).toHaveLength(3);
    expect(dates({ frequency: 'DAILY', count: 4 }, '2027-01-01T23:30')).toHaveLength(4);
  });

  it('does not make up for what was missed, and does not repeat a date that was done early', () => {
    const first = dueOf({ dueLocal: '2027-01-05T10:00' }, newYork)!;
    const rule = seriesFrom({ frequency: 'WEEKLY' }, first, newYork);
    const late = nextOccurrence(rule, {
      zone: newYork,
      occurrence: 1,
      now: new Date('2027-01-20T00:00:00Z'),
    });
    expect(late!.recurrence.slot).toBe('2027-01-26T10:00');
    const early = nextOccurrence(rule, {
      zone: newYork,
      occurrence: 1,
      now: new Date('2027-01-04T00:00:00Z'),
    });
    expect(early!.recurrence.slot).toBe('2027-01-12T10:00');
  });

  it('agrees with counting days one by one', () => {
    const zone = 'Europe/Berlin';
    fc.assert(
      fc.property(
        fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 1_500 }),
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
        (frequency, interval, offset, weekdays) => {
          const first = new Date(Date.UTC(2027, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
          const rule = { frequency, interval, weekdays: frequency === 'WEEKLY' ? weekdays : undefined };
          const found = dates(rule, `${first}T12:00`, { zone, most: 5 }).map((text) => text.slice(0, 10));
          expect(found.slice(1)).toEqual(counted(rule, first, 4));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Looks at every day after the first. */
function counted({ frequency, interval = 1, weekdays }: Recurrence, first: string, most: number): string[] {
  const found: string[] = [];
  const begin = new Date(`${first}T00:00:00Z`);
  const monday = begin.getTime() - ((begin.getUTCDay() + 6) % 7) * 86_400_000;
  for (let time = begin.getTime() + 86_400_000; found.length < most; time += 86_400_000) {
    const date = new Date(time);
    const days = Math.round((time - begin.getTime()) / 86_400_000);
    const months =
      (date.getUTCFullYear() - begin.getUTCFullYear()) * 12 + date.getUTCMonth() - begin.getUTCMonth();
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    const onDay = date.getUTCDate() === Math.min(begin.getUTCDate(), last);
    const falls = {
      DAILY: days % interval === 0,
      WEEKLY:
        Math.floor((time - monday) / (7 * 86_400_000)) % interval === 0 &&
        (weekdays ?? []).includes(WEEKDAYS[(date.getUTCDay() + 6) % 7]!),
      MONTHLY: months % interval === 0 && onDay,
      YEARLY: months % (interval * 12) === 0 && onDay,
    }[frequency];
    if (falls) found.push(date.toISOString().slice(0, 10));
  }
  return found;
}
