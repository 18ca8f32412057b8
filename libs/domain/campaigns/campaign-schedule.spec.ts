import { localTimeInZone } from '@domain/messaging';
import { hasPassed, launchDueAt, scheduleProblems } from './campaign-schedule';

const none = { scheduledAt: null, localDate: null, localTime: null };
const local = (localDate: string | null, localTime: string | null) => ({ ...none, localDate, localTime });
const now = new Date('2027-03-14T12:00:00Z');

describe('launchDueAt', () => {
  it('is at once without a time, and the time itself when it is absolute', () => {
    const at = new Date('2027-04-01T14:00:00Z');
    expect(launchDueAt(none)).toBeNull();
    expect(launchDueAt({ ...none, scheduledAt: at })).toEqual(at);
  });

  // Kiritimati leads the world, São Paulo and London once had, New York has its clock change that day.
  it.each(['2027-03-14', '2027-07-01', '2027-12-31'])(
    'is before the earliest recipient on earth has that local time (%s)',
    (day) => {
      const due = launchDueAt(local(day, '10:00'))!.getTime();
      const instants = [...Intl.supportedValuesOf('timeZone'), 'Pacific/Kiritimati', 'Pacific/Apia'].map(
        (zone) => localTimeInZone(day, '10:00', zone).getTime(),
      );
      const earliest = Math.min(...instants);
      expect(due).toBeLessThan(earliest);
      expect(earliest - due).toBeLessThanOrEqual(60 * 60_000);
    },
  );
});

describe('scheduleProblems', () => {
  const codes = (schedule: Parameters<typeof scheduleProblems>[0], zone = 'America/New_York') =>
    scheduleProblems(schedule, now, zone).map(({ field, code }) => `${field} ${code}`);

  it('accepts no time, a future instant and a future local time', () => {
    expect(codes(none)).toEqual([]);
    expect(codes({ ...none, scheduledAt: new Date(now.getTime() + 1) })).toEqual([]);
    expect(codes(local('2027-03-15', '10:00'))).toEqual([]);
  });

  it('refuses the past, judged by the clock of the team', () => {
    expect(codes({ ...none, scheduledAt: now })).toEqual(['scheduledAt schedule_in_past']);
    // 12:00 UTC is 08:00 in New York and 23:00 in Sydney.
    expect(codes(local('2027-03-14', '10:00'))).toEqual([]);
    expect(codes(local('2027-03-14', '10:00'), 'Australia/Sydney')).toEqual(['localDate schedule_in_past']);
    expect(hasPassed(local('2027-03-14', '08:00'), now, 'America/New_York')).toBe(true);
  });

  it('refuses two times at once, halves and days that do not exist', () => {
    expect(codes({ ...local('2027-03-15', '10:00'), scheduledAt: now })).toEqual([
      'scheduledAt schedule_ambiguous',
    ]);
    expect(codes(local('2027-03-15', null))).toEqual(['localTime required']);
    expect(codes(local(null, '10:00'))).toEqual(['localDate required']);
    expect(codes(local('2027-02-30', '10:00'))).toEqual(['localDate invalid_date']);
  });
});
