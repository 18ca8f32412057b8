import fc from 'fast-check';
import { DateTime } from 'luxon';
import type { SendWindow } from '@domain/messaging';
import { reasonNotToRemind, usefulUntil } from './reminder-firing';
import { planReminders, reminderKey, type PlanFacts, type Recipient } from './reminder-plan';
import { defaultReminderRules, type ReminderRule } from './reminder-rule';

const ZONES = ['America/New_York', 'Europe/London', 'Australia/Sydney', 'America/Sao_Paulo'];
const [minute, hour] = [60_000, 3_600_000];
const daytime = { from: '09:00', to: '20:00' };
const window: SendWindow = {
  1: daytime,
  2: daytime,
  3: daytime,
  4: daytime,
  5: daytime,
  6: daytime,
  7: null,
};
const utc = (text: string) => new Date(`${text}Z`);
const lead: Recipient = { key: 'lead:1', host: false, leadId: '1', userId: null, zone: null };
const host: Recipient = { key: 'user:1', host: true, leadId: null, userId: '1', zone: 'UTC' };
const user: Recipient = { key: 'user:2', host: false, leadId: null, userId: '2', zone: null };
const guest: Recipient = { key: 'email:x@example.com', host: false, leadId: null, userId: null, zone: null };
const text: ReminderRule = {
  ...{
    offsetMinutes: 120,
    channel: 'SMS',
    audience: 'LEADS',
    usefulMinutes: 60,
    quietHours: 'BRING_FORWARD',
  },
};
const facts = (changes: Partial<PlanFacts> = {}): PlanFacts => ({
  startAt: utc('2027-06-10T19:00'),
  zone: 'America/New_York',
  now: utc('2027-06-01T12:00'),
  rules: [text],
  people: [lead],
  textWindow: window,
  earlier: new Map(),
  ...changes,
});
const plan = (changes: Partial<PlanFacts>) => planReminders(facts(changes));
const isOpen = (at: Date, zone: string): boolean => {
  const local = DateTime.fromJSDate(at, { zone });
  const day = window[local.weekday as keyof SendWindow];
  return day !== null && local.toFormat('HH:mm') >= day.from && local.toFormat('HH:mm') < day.to;
};

describe('the plan of reminders', () => {
  it('has one for each rule and each person it can reach, nobody twice', () => {
    const rule = (channel: ReminderRule['channel'], audience: ReminderRule['audience']) => ({
      ...text,
      channel,
      audience,
    });
    const reached = (one: ReminderRule) =>
      plan({ rules: [one], people: [host, lead, user, guest] }).map(({ recipient }) => recipient);
    expect(reached(rule('SMS', 'LEADS'))).toEqual(['lead:1']);
    expect(reached(rule('SMS', 'EVERYONE'))).toEqual(['lead:1']);
    expect(reached(rule('EMAIL', 'LEADS'))).toEqual(['lead:1']);
    expect(reached(rule('EMAIL', 'HOST'))).toEqual(['user:1']);
    expect(reached(rule('EMAIL', 'EVERYONE'))).toEqual(['user:1', 'lead:1', 'user:2', 'email:x@example.com']);
    expect(reached(rule('IN_APP', 'EVERYONE'))).toEqual(['user:1', 'user:2']);
    const overlapping = plan({
      rules: [rule('EMAIL', 'LEADS'), rule('EMAIL', 'EVERYONE')],
      people: [host, lead],
    });
    expect(overlapping.map(({ recipient }) => recipient)).toEqual(['lead:1', 'user:1']);
    expect(plan({ rules: defaultReminderRules, people: [host, lead] })).toHaveLength(3);
  });

  // An offset is a span of time: clocks that change in between move the local hour, not the span.
  it.each([
    ['America/New_York', '2027-03-14T15:00', '2027-03-13T14:00'],
    ['America/New_York', '2027-11-07T15:00', '2027-11-06T16:00'],
    ['Europe/London', '2027-03-28T15:00', '2027-03-27T14:00'],
    ['Europe/London', '2027-10-31T15:00', '2027-10-30T16:00'],
    ['Australia/Sydney', '2027-10-03T15:00', '2027-10-02T14:00'],
    ['Australia/Sydney', '2027-04-04T15:00', '2027-04-03T16:00'],
    ['America/Sao_Paulo', '2027-11-07T15:00', '2027-11-06T15:00'],
  ])('a day before in %s: of %s at %s', (zone, start, reminded) => {
    const startAt = DateTime.fromISO(start, { zone }).toJSDate();
    const [reminder] = plan({
      startAt,
      zone,
      now: utc('2027-01-01T00:00'),
      rules: [{ ...text, channel: 'EMAIL', offsetMinutes: 1_440 }],
    });
    expect(DateTime.fromJSDate(reminder!.dueAt, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(reminded);
    expect(startAt.getTime() - reminder!.dueAt.getTime()).toBe(24 * hour);
  });

  it('brings a text of the night forward to the evening before, on the recipient’s clock', () => {
    // 8:00 in New York, two hours before: six.
    const early = utc('2027-06-10T12:00');
    expect(plan({ startAt: early })[0]!.dueAt).toEqual(utc('2027-06-09T23:45'));
    const west = { ...lead, zone: 'America/Los_Angeles' };
    expect(plan({ startAt: early, people: [west] })[0]!.dueAt).toEqual(utc('2027-06-10T02:45'));
    // Over a closed Sunday to Saturday evening.
    expect(plan({ startAt: utc('2027-06-14T12:00') })[0]!.dueAt).toEqual(utc('2027-06-12T23:45'));
    // The evening is over: the gate holds it till the morning.
    expect(plan({ startAt: early, now: utc('2027-06-10T03:00') })[0]).toMatchObject({
      dueAt: utc('2027-06-10T10:00'),
      state: 'planned',
    });
    expect(plan({ startAt: early, rules: [{ ...text, quietHours: 'HOLD' }] })[0]!.dueAt).toEqual(
      utc('2027-06-10T10:00'),
    );
    expect(plan({ startAt: early, textWindow: null })[0]!.dueAt).toEqual(utc('2027-06-10T10:00'));
    expect(plan({ startAt: early, rules: [{ ...text, channel: 'EMAIL' }] })[0]!.dueAt).toEqual(
      utc('2027-06-10T10:00'),
    );
  });

  it('never plans the past, never after the start, always within the hours where it brings forward', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.date({ min: utc('2026-01-01T00:00'), max: utc('2029-01-01T00:00'), noInvalidDate: true }),
        fc.integer({ min: -3_000, max: 20_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (zone, now, ahead, offsetMinutes) => {
          const startAt = new Date(now.getTime() + ahead * minute);
          const [reminder] = plan({ zone, now, startAt, rules: [{ ...text, offsetMinutes }] });
          const nominal = startAt.getTime() - offsetMinutes * minute;
          if (nominal <= now.getTime())
            return expect(reminder).toMatchObject({ state: 'skipped', reason: 'past' });
          expect(reminder!.state).toBe('planned');
          expect(reminder!.dueAt.getTime()).toBeGreaterThan(now.getTime());
          expect(reminder!.dueAt.getTime()).toBeLessThanOrEqual(nominal);
          expect(reminder!.dueAt < startAt).toBe(true);
          if (reminder!.dueAt.getTime() < nominal) expect(isOpen(reminder!.dueAt, zone)).toBe(true);
          return undefined;
        },
      ),
    );
  });

  it('does not repeat what was sent for the same start', () => {
    const key = reminderKey({ ...text, recipient: lead.key });
    expect(plan({ earlier: new Map([[key, 'sent']]) })).toMatchObject([
      { state: 'skipped', reason: 'already_sent' },
    ]);
  });

  it('sends at once what a change of something else takes back in the moment it is due', () => {
    const now = utc('2027-06-10T17:00');
    const key = reminderKey({ ...text, recipient: lead.key });
    for (const earlier of ['owed', 'in_hands'] as const)
      expect(plan({ now, earlier: new Map([[key, earlier]]) })).toMatchObject([
        { state: 'planned', reason: null, dueAt: now },
      ]);
    expect(plan({ now })).toMatchObject([{ state: 'skipped', reason: 'past' }]);
    expect(plan({ earlier: new Map([[key, 'owed']]) })[0]!.dueAt).toEqual(utc('2027-06-10T17:00'));
  });
});

describe('a reminder that fires', () => {
  const startAt = utc('2027-06-10T19:00');
  const reminder = { revision: 3, startAt, offsetMinutes: 120, usefulMinutes: 60 };
  const appointment = { revision: 3, startAt, status: 'SCHEDULED', rescheduleRequestedAt: null } as const;
  const due = utc('2027-06-10T17:00');
  const why = (changes: object, now = due) =>
    reasonNotToRemind(reminder, { ...appointment, ...changes }, now)?.reason ?? null;

  it('is sent when the appointment still wants it, and while it is of use', () => {
    expect(why({})).toBeNull();
    expect(why({ status: 'CONFIRMED' })).toBeNull();
    expect(why({}, utc('2027-06-10T18:00'))).toBeNull();
    expect(why({}, utc('2027-06-10T18:00:00.001'))).toBe('too_late');
    expect(reasonNotToRemind({ ...reminder, usefulMinutes: 9_999 }, appointment, startAt)?.reason).toBe(
      'too_late',
    );
    expect(why({ revision: 4 })).toBe('superseded');
    expect(why({ startAt: utc('2027-06-11T19:00') })).toBe('superseded');
    expect(why({ rescheduleRequestedAt: due })).toBe('new_time_wanted');
    for (const status of ['CANCELLED', 'COMPLETED', 'NO_SHOW'])
      expect(why({ status })).toBe('appointment_closed');
  });

  it('is of use until its rule says, behind the hours it is held for, and never from the start on', () => {
    const until = (now: Date, hours: SendWindow | null = window) =>
      usefulUntil(reminder, { now, zone: 'America/New_York', window: hours });
    expect(until(due)).toEqual(utc('2027-06-10T18:00'));
    expect(until(due, null)).toEqual(utc('2027-06-10T18:00'));
    const early = { ...reminder, startAt: utc('2027-06-10T14:00'), offsetMinutes: 240 };
    const held = (now: Date, usefulMinutes = 30) =>
      usefulUntil({ ...early, usefulMinutes }, { now, zone: 'America/New_York', window });
    // Due at six, held till nine, of use for half an hour from then.
    expect(held(utc('2027-06-10T10:00'))).toEqual(utc('2027-06-10T13:30'));
    expect(held(utc('2027-06-10T10:00'), 600)).toEqual(early.startAt);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        (offsetMinutes, usefulMinutes) => {
          const one = { ...reminder, offsetMinutes, usefulMinutes };
          const now = new Date(startAt.getTime() - offsetMinutes * minute);
          expect(usefulUntil(one, { now, zone: 'Europe/London', window }) <= startAt).toBe(true);
        },
      ),
    );
  });
});
