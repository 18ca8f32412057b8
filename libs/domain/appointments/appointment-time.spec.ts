import fc from 'fast-check';
import { DateTime } from 'luxon';
import { DomainError } from '@platform/errors';
import { timeOf } from './appointment-time';
import { localMoment } from './local-moment';

/** Zones whose rules differ: northern and southern summer time, and one that has given it up. */
const ZONES = ['America/New_York', 'Europe/London', 'Australia/Sydney', 'America/Sao_Paulo'];
const minute = 60_000;

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as DomainError).extra.errors?.[0]?.code;
  }
};
const startOf = (localStart: string, zone: string, repeated?: 'earlier' | 'later') =>
  timeOf({ localStart, zone, repeated }, 'UTC').startAt.toISOString();

describe('the time of an appointment', () => {
  it.each([
    // Skipped: clocks set forward over it.
    ['2027-03-14T02:30', 'America/New_York'],
    ['2027-03-28T01:15', 'Europe/London'],
    ['2027-10-03T02:00', 'Australia/Sydney'],
    // The last time São Paulo did so, at midnight.
    ['2018-11-04T00:30', 'America/Sao_Paulo'],
  ])('%s does not exist in %s', (local, zone) =>
    expect(codeOf(() => timeOf({ localStart: local, zone }, 'UTC'))).toBe('local_time_skipped'),
  );

  it.each([
    ['2027-11-07T01:30', 'America/New_York', '2027-11-07T05:30:00.000Z', '2027-11-07T06:30:00.000Z'],
    ['2027-10-31T01:30', 'Europe/London', '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'],
    ['2027-04-04T02:30', 'Australia/Sydney', '2027-04-03T15:30:00.000Z', '2027-04-03T16:30:00.000Z'],
    ['2018-02-17T23:30', 'America/Sao_Paulo', '2018-02-18T01:30:00.000Z', '2018-02-18T02:30:00.000Z'],
  ])('%s comes twice in %s: the earlier unless told', (local, zone, earlier, later) => {
    expect(startOf(local, zone)).toBe(earlier);
    expect(startOf(local, zone, 'earlier')).toBe(earlier);
    expect(startOf(local, zone, 'later')).toBe(later);
  });

  it('São Paulo has no summer time any more', () => {
    expect(startOf('2027-11-07T00:30', 'America/Sao_Paulo')).toBe('2027-11-07T03:30:00.000Z');
  });

  it('is what the clock of its zone shows, or refused, at any local time', () => {
    const anyLocal = fc
      .date({
        min: new Date('2020-01-01T00:00:00Z'),
        max: new Date('2035-01-01T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString().slice(0, 16));
    fc.assert(
      fc.property(anyLocal, fc.constantFrom(...ZONES), (local, zone) => {
        const witness = DateTime.fromISO(local, { zone });
        const exists = witness.toFormat("yyyy-MM-dd'T'HH:mm") === local;
        if (!exists) return expect(codeOf(() => startOf(local, zone))).toBe('local_time_skipped');
        const chosen = DateTime.fromISO(startOf(local, zone), { zone });
        expect(chosen.toFormat("yyyy-MM-dd'T'HH:mm")).toBe(local);
        const hourBefore = chosen.minus({ hours: 1 });
        // Of two, the first: an hour earlier the clock does not show the same.
        expect(hourBefore.toFormat("yyyy-MM-dd'T'HH:mm")).not.toBe(local);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its length when it is moved, and the instant when only the zone changes', () => {
    const before = timeOf({ localStart: '2027-03-13T15:00', durationMinutes: 45 }, 'America/New_York');
    // Over the change of the clocks: the same local hour is another instant.
    const moved = timeOf({ localStart: '2027-03-14T15:00' }, 'UTC', before);
    expect(moved.startAt.getTime() - before.startAt.getTime()).toBe(23 * 60 * minute);
    expect(moved.endAt.getTime() - moved.startAt.getTime()).toBe(45 * minute);
    expect(timeOf({ zone: 'Europe/London' }, 'UTC', before)).toEqual({ ...before, zone: 'Europe/London' });
  });
});

describe('local moments', () => {
  it.each([
    ['2027-03-14T06:59:00Z', 'America/New_York', 'Sun, Mar 14, 1:59 AM EST'],
    ['2027-03-14T07:00:00Z', 'America/New_York', 'Sun, Mar 14, 3:00 AM EDT'],
    ['2027-10-31T00:30:00Z', 'Europe/London', 'Sun, Oct 31, 1:30 AM GMT+1'],
    ['2027-10-31T01:30:00Z', 'Europe/London', 'Sun, Oct 31, 1:30 AM GMT'],
  ])('%s in %s is %s', (instant, zone, text) => expect(localMoment(new Date(instant), zone)).toBe(text));
});
