import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { eventually } from '../../../../test/support/eventually';
import { OutcomeWatch } from '../outcome-watch.service';
import { Agendas } from '../agenda/agenda.service';
import { AppointmentsLab, type Body, type LeadOfTest, type TeamOfTest } from './appointments-lab';

describe('what appointments send by mail', () => {
  let lab: AppointmentsLab;
  let team: TeamOfTest;
  let lead: LeadOfTest;
  beforeAll(async () => {
    lab = await AppointmentsLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
    lead = await lab.lead(team);
  });

  /** The newest `count` mails to an address, newest first. */
  const mails = (email: string, count: number) =>
    eventually(() => {
      const found = lab.mails(email);
      expect(found).toHaveLength(count);
      return found;
    });
  const eventOf = (mail: Body) =>
    new ICAL.Event(new ICAL.Component(ICAL.parse(mail.calendar.content)).getFirstSubcomponent('vevent')!);
  const methodOf = (mail: Body) => [
    mail.calendar.method,
    new ICAL.Component(ICAL.parse(mail.calendar.content)).getFirstPropertyValue('method'),
  ];

  it('invite, move and cancel with one UID and rising sequence; nobody sees another guest’s address', async () => {
    const guest = `gus${team.userId.slice(-6)}@example.com`;
    const { id } = await lab.book(
      team,
      { leadId: lead.id, invite: true, reminderRules: [], attendees: [{ email: guest }] },
      600,
    );
    const [invitation] = await mails(lead.email, 1);
    await mails(guest, 1);
    expect(invitation.subject).toMatch(/^Invitation: Tour of 12 Main St, /);
    expect(methodOf(invitation)).toEqual(['REQUEST', 'REQUEST']);
    expect(eventOf(invitation)).toMatchObject({
      uid: `${id}@brickwork`,
      sequence: 0,
      organizer: `mailto:${team.email}`,
    });
    expect(eventOf(invitation).attendees.map((one) => String(one.getFirstValue()).toLowerCase())).toEqual([
      `mailto:${lead.email}`,
    ]);
    expect(JSON.stringify(invitation)).not.toContain(guest);

    const startAt = new Date(Date.now() + 900 * 60_000).toISOString();
    await lab.call(team, 'PUT', `/appointments/${id}`, { startAt, reminderRules: null });
    const [moved] = await mails(lead.email, 2);
    expect(eventOf(moved)).toMatchObject({ uid: `${id}@brickwork`, sequence: 1 });
    expect(eventOf(moved).startDate.toJSDate()).toEqual(
      new Date(Math.floor(Date.parse(startAt) / 1_000) * 1_000),
    );

    await lab.call(team, 'DELETE', `/appointments/${id}`);
    const [cancelled] = await mails(lead.email, 3);
    expect(methodOf(cancelled)).toEqual(['CANCEL', 'CANCEL']);
    expect(eventOf(cancelled)).toMatchObject({ uid: `${id}@brickwork`, sequence: 2 });
    expect(eventOf(cancelled).component.getFirstPropertyValue('status')).toBe('CANCELLED');
    await mails(guest, 3);
  });

  it('tell those who come and go, and leave the others alone', async () => {
    const [one, other] = [
      `one${team.userId.slice(-6)}@example.com`,
      `other${team.userId.slice(-6)}@example.com`,
    ];
    const { id } = await lab.book(
      team,
      { leadId: lead.id, invite: true, reminderRules: [], attendees: [{ email: one }] },
      600,
    );
    await mails(one, 1);
    await lab.call(team, 'PUT', `/appointments/${id}`, { attendees: [{ email: other }] });
    expect((await mails(other, 1)).map(methodOf)).toEqual([['REQUEST', 'REQUEST']]);
    expect((await mails(one, 2)).map((mail: Body) => mail.calendar.method)).toEqual(['CANCEL', 'REQUEST']);
    await lab.call(team, 'PUT', `/appointments/${id}`, { reminderRules: null });
    await lab.quiet(team);
    await mails(lead.email, 1);
    await lab.call(team, 'PUT', `/appointments/${id}`, { invite: false, title: 'Quietly' });
    await lab.quiet(team);
    await mails(lead.email, 1);
  });

  it('an invitation that waits is replaced, not followed, by the next', async () => {
    lab.sandbox.control.faults.add([
      {
        provider: 'sendgrid',
        kind: 'status',
        status: 429,
        // Longer than any machine takes to change the appointment: within the pause, whatever the load.
        resetAfterSeconds: 120,
        count: 1,
        match: { address: lead.email },
      },
    ]);
    const { id } = await lab.book(team, { leadId: lead.id, invite: true, reminderRules: [] }, 600);
    await eventually(async () =>
      expect(
        await lab.rows(`SELECT attempts FROM message_chunk WHERE team_id = $1 AND due_at > now()`, [
          team.scope.teamId,
        ]),
      ).toHaveLength(1),
    );
    await lab.call(team, 'PUT', `/appointments/${id}`, { title: 'Tour of 14 Main St' });
    await lab.quiet(team);
    const sent = await lab.rows(
      `SELECT split_part(dedupe_key, ':', 3) AS sequence, state, reason FROM message_ledger WHERE team_id = $1 ORDER BY id`,
      [team.scope.teamId],
    );
    expect(sent).toEqual([
      { sequence: '0', state: 'cancelled', reason: 'source_cancelled' },
      { sequence: '1', state: 'queued', reason: null },
    ]);
    expect(lab.mails(lead.email)).toEqual([]);
  });

  it('an end without an outcome is told once, as suspected; what a person says then is not told again', async () => {
    const { id } = await lab.book(team, { leadId: lead.id, reminderRules: [] }, 10);
    const held = await lab.book(team, { reminderRules: [] }, 600);
    // Booked long ago, over for an hour.
    await lab.rows(`UPDATE appointment SET created_at = now() - interval '1 day' WHERE id = $1`, [id]);
    await lab.pass(id, 110);
    await Promise.all([1, 2, 3].map(() => lab.get(OutcomeWatch).watch()));
    await lab.get(OutcomeWatch).watch();
    expect(await lab.appointment(team, id)).toMatchObject({
      status: 'SCHEDULED',
      noShowSuspectedAt: expect.any(String),
    });
    expect(await lab.appointment(team, held.id)).toMatchObject({ noShowSuspectedAt: null });
    const told = () =>
      lab.rows(`SELECT payload FROM domain_event WHERE team_id = $1 AND name = 'appointment.no_show'`, [
        team.scope.teamId,
      ]);
    expect(await told()).toMatchObject([
      { payload: { appointmentId: id, leadId: lead.id, suspected: true } },
    ]);
    expect((await lab.call(team, 'PATCH', `/appointments/${id}/no-show`, {})).body).toMatchObject({
      status: 'NO_SHOW',
    });
    expect(await told()).toHaveLength(1);
    // They came after all.
    expect((await lab.call(team, 'PATCH', `/appointments/${id}/complete`, {})).body).toMatchObject({
      status: 'COMPLETED',
    });
  });

  it('a no-show that a person reports first is told once and never suspected', async () => {
    const { id } = await lab.book(team, { reminderRules: [] }, 10);
    await lab.pass(id, 110);
    await lab.call(team, 'PATCH', `/appointments/${id}/no-show`, { outcome: 'Did not open the door' });
    // What seems to be booked behind its end is not looked for: till here the watch of the worker could not come first.
    await lab.rows(`UPDATE appointment SET created_at = now() - interval '1 day' WHERE id = $1`, [id]);
    await lab.get(OutcomeWatch).watch();
    const told = await lab.rows(
      `SELECT payload FROM domain_event WHERE team_id = $1 AND name = 'appointment.no_show'`,
      [team.scope.teamId],
    );
    expect(told).toMatchObject([{ payload: { suspected: false } }]);
  });

  it('the agenda comes once a day at the local hour, with the day’s appointments in order', async () => {
    const zone = 'Asia/Tokyo';
    const today = DateTime.now().setZone(zone).plus({ days: 1 }).toISODate()!;
    const book = (localStart: string, more: object = {}) =>
      lab.call(team, 'POST', '/appointments', {
        title: `At ${localStart.slice(11)}`,
        type: 'CALL',
        localStart,
        zone,
        invite: false,
        reminderRules: [],
        ...more,
      });
    await book(`${today}T15:00`);
    await book(`${today}T09:00`, { location: '12 Main St' });
    const off = await book(`${today}T11:00`);
    await lab.call(team, 'DELETE', `/appointments/${off.body.id}`);
    const put = await lab.call(team, 'PUT', '/appointments/agenda', {
      enabled: true,
      localTime: '07:00',
      zone,
    });
    expect(put.body).toEqual({ enabled: true, localTime: '07:00', zone });
    expect((await lab.call(team, 'GET', '/appointments/agenda')).body).toEqual(put.body);
    const due = () => lab.rows(`SELECT next_date, next_at FROM daily_mail WHERE user_id = $1`, [team.userId]);
    const [{ next_date: first }] = (await due()) as [{ next_date: string }];
    // Its time has come; two workers look at once.
    await lab.rows(`UPDATE daily_mail SET next_at = now(), next_date = $2 WHERE user_id = $1`, [
      team.userId,
      today,
    ]);
    await Promise.all([1, 2, 3].map(() => lab.get(Agendas).enqueueDue()));
    const [agenda] = await mails(team.email, 1);
    expect(agenda.subject).toMatch(/: 2 appointments$/);
    expect(agenda.text).toMatch(
      /9:00 AM GMT\+9 {2}At 09:00 \(not confirmed\), 12 Main St\n3:00 PM GMT\+9 {2}At 15:00/,
    );
    expect(agenda.text).not.toContain('11:00');
    expect(await due()).toMatchObject([{ next_date: first }]);
    await lab.rows(`UPDATE daily_mail SET next_at = now(), next_date = $2 WHERE user_id = $1`, [
      team.userId,
      today,
    ]);
    await lab.get(Agendas).enqueueDue();
    await lab.quiet(team);
    await mails(team.email, 1);
  });

  it('an agenda that was missed for hours, or of an empty day, is not sent', async () => {
    await lab.call(team, 'PUT', '/appointments/agenda', { enabled: true, localTime: '07:00', zone: 'UTC' });
    await lab.rows(`UPDATE daily_mail SET next_at = now() WHERE user_id = $1`, [team.userId]);
    await lab.get(Agendas).enqueueDue();
    await lab.quiet(team);
    await lab.book(team, { reminderRules: [] }, 24 * 60);
    await lab.rows(
      `UPDATE daily_mail SET next_at = now() - interval '5 hours', next_date = $2 WHERE user_id = $1`,
      [team.userId, new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)],
    );
    await lab.get(Agendas).enqueueDue();
    await lab.quiet(team);
    expect(lab.mails(team.email)).toEqual([]);
    expect(
      (await lab.call(team, 'PUT', '/appointments/agenda', { enabled: true, localTime: '07:00', zone: 'x' }))
        .status,
    ).toBe(400);
  });
});
