import { workerDied } from '@platform/jobs/worker';
import { eventually } from '../../../../test/support/eventually';
import { RemindHandler } from '../worker/remind.handler';
import { AppointmentsLab, everyDay, type LeadOfTest, type TeamOfTest } from './appointments-lab';

const text = (changes: object = {}) => ({
  ...{ offsetMinutes: 120, channel: 'SMS', audience: 'LEADS', usefulMinutes: 60, quietHours: 'HOLD' },
  ...changes,
});

describe('reminders', () => {
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

  const book = (rules: object[], inMinutes = 240, more: object = {}) =>
    lab.book(team, { leadId: lead.id, reminderRules: rules, ...more }, inMinutes);
  const move = (id: string, inMinutes: number) =>
    lab.call(team, 'PUT', `/appointments/${id}`, {
      startAt: new Date(Date.now() + inMinutes * 60_000).toISOString(),
    });

  it('arrive as texts and mails, once, at the time of the job that each of them has', async () => {
    const { id, startAt } = await book([text(), text({ channel: 'EMAIL', offsetMinutes: 60 })]);
    const planned = await lab.reminders(id);
    expect(planned.map(({ channel, state, due_at }) => [channel, state, due_at])).toEqual([
      ['SMS', 'planned', new Date(Date.parse(startAt) - 120 * 60_000)],
      ['EMAIL', 'planned', new Date(Date.parse(startAt) - 60 * 60_000)],
    ]);
    const jobs = await lab.rows(`SELECT dedupe_key, due_at FROM job WHERE id = ANY($1) ORDER BY due_at`, [
      planned.map(({ job_id }) => job_id),
    ]);
    expect(jobs).toEqual([
      { dedupe_key: `reminder:${id}:0:120:SMS:lead:${lead.id}`, due_at: planned[0]!.due_at },
      { dedupe_key: `reminder:${id}:0:60:EMAIL:lead:${lead.id}`, due_at: planned[1]!.due_at },
    ]);
    await lab.pass(id, 121);
    expect(await lab.untilTexts(lead.phone, 1)).toEqual([
      expect.stringMatching(
        /^Bell Realty: reminder of "Tour of 12 Main St" on .+\. Reply C to confirm, R to reschedule, X to cancel\.$/,
      ),
    ]);
    expect(lab.mails(lead.email)).toEqual([]);
    await lab.pass(id, 61);
    await lab.until(id, 'EMAIL', 'sent');
    await lab.quiet(team);
    expect(lab.mails(lead.email)).toMatchObject([
      { subject: expect.stringMatching(/^Reminder: Tour of 12 Main St, /) },
    ]);
    expect(lab.texts(lead.phone)).toHaveLength(1);
    const { reminders } = await lab.appointment(team, id);
    expect(reminders[0]).toMatchObject({ channel: 'SMS', state: 'sent', messageState: expect.any(String) });
  });

  it('show the recipient’s local time, and the place’s where it is another', async () => {
    const here = await lab.lead(team, { timezone: 'America/Los_Angeles' });
    const { id, startAt } = await book([text()], 240, {
      leadId: here.id,
      zone: 'America/New_York',
      location: '12 Main St',
    });
    await lab.fire(id);
    const [body] = await lab.untilTexts(here.phone, 1);
    const clock = (timeZone: string) =>
      new Date(startAt)
        .toLocaleTimeString('en-US', { timeZone, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' })
        .replaceAll('\u202f', ' ');
    expect(body).toContain(`${clock('America/Los_Angeles')} (`);
    expect(body).toContain(`${clock('America/New_York')} there) at 12 Main St.`);
    // eslint-disable-next-line no-control-regex -- one character beyond ASCII would make the text twice as dear
    expect(body).toMatch(/^[\x20-\x7e]+$/);
  });

  it('Cal.com #19594: never tell the old time', async () => {
    const { id } = await book([text()]);
    const moved = (await move(id, 300)).body;
    await lab.fire(id);
    const [body] = await lab.untilTexts(lead.phone, 1);
    const time = new Date(moved.startAt).toLocaleTimeString('en-US', {
      timeZone: 'America/New_York',
      hour: 'numeric',
      minute: '2-digit',
    });
    expect(body).toContain(time.replaceAll('\u202f', ' '));
  });

  it('Dittofeed, Parcelvoy, Novu: of a moved appointment only the new ones come, without anybody cancelling the old', async () => {
    const { id } = await book([text()]);
    const [before] = await lab.reminders(id);
    await move(id, 480);
    expect(await lab.rows(`SELECT state FROM job WHERE id = $1`, [before!.job_id])).toEqual([
      { state: 'cancelled' },
    ]);
    expect((await lab.reminders(id)).map(({ revision, state, reason }) => [revision, state, reason])).toEqual(
      [
        [0, 'cancelled', 'superseded'],
        [1, 'planned', null],
      ],
    );
    await lab.pass(id, 361);
    await lab.untilTexts(lead.phone, 1);
    await lab.quiet(team);
    expect(lab.texts(lead.phone)).toHaveLength(1);
  });

  it('Cal.com #7225, #6973: none come after a cancellation, not even one that waits in the ledger', async () => {
    // Open on one day only, three days ahead: the text is held until then.
    const ahead = new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7;
    const night = await lab.team({
      sendWindow: { ...everyDay(null), [ahead]: { from: '00:00', to: '24:00' } },
    });
    const guest = await lab.lead(night);
    const rules = [text({ offsetMinutes: 30, usefulMinutes: 10_000 })];
    const { id } = await lab.book(night, { leadId: guest.id, reminderRules: rules }, 7 * 24 * 60);
    await lab.fire(id);
    const { message_id: messageId } = await lab.until(id, 'SMS', 'sent');
    await lab.quiet(night);
    expect(await lab.rows(`SELECT state, reason FROM message_ledger WHERE id = $1`, [messageId])).toEqual([
      { state: 'held', reason: 'outside_window' },
    ]);
    await lab.call(night, 'DELETE', `/appointments/${id}?reason=rain`);
    await lab.rows(`UPDATE message_chunk SET due_at = now() WHERE team_id = $1 AND state = 'queued'`, [
      night.scope.teamId,
    ]);
    await lab.quiet(night);
    expect(lab.texts(guest.phone)).toEqual([]);
    expect(await lab.rows(`SELECT state FROM message_ledger WHERE id = $1`, [messageId])).toEqual([
      { state: 'cancelled' },
    ]);
  });

  it('of an appointment that is cancelled before the first one leave no job behind', async () => {
    const { id } = await book([text(), text({ channel: 'EMAIL' })]);
    await lab.call(team, 'DELETE', `/appointments/${id}`);
    expect((await lab.reminders(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    const open = await lab.rows(
      `SELECT id FROM job WHERE team_id = $1 AND name = 'appointments.remind' AND state IN ('scheduled', 'retrying')`,
      [team.scope.teamId],
    );
    expect(open).toEqual([]);
  });

  it('Cal-ID #1442: a three-day reminder of what is booked a day ahead is not sent', async () => {
    const { reminders } = await book([text({ offsetMinutes: 72 * 60 }), text()], 24 * 60);
    expect(
      reminders.map(({ offsetMinutes, state, reason }: Record<string, unknown>) => [
        offsetMinutes,
        state,
        reason,
      ]),
    ).toEqual([
      [72 * 60, 'skipped', 'past'],
      [120, 'planned', null],
    ]);
    await lab.quiet(team);
    expect(lab.texts(lead.phone)).toEqual([]);
  });

  it('Twenty: a date that has passed fails nothing', async () => {
    const { id, reminders } = await book([text()], -600);
    expect(reminders).toMatchObject([{ state: 'skipped', reason: 'past' }]);
    expect(
      (await lab.call(team, 'PATCH', `/appointments/${id}/complete`, { outcome: 'Went well' })).status,
    ).toBe(200);
  });

  it('missed in an outage go out while they are of use, and no longer', async () => {
    const late = await book([text({ usefulMinutes: 60 })], 240);
    const tooLate = await book([text({ usefulMinutes: 10 })], 240, { allowConflict: true });
    await lab.pass(late.id, 150);
    await lab.pass(tooLate.id, 150);
    await lab.until(late.id, 'SMS', 'sent');
    expect(await lab.until(tooLate.id, 'SMS', 'skipped')).toMatchObject({
      reason: 'too_late',
      message_id: null,
    });
    await lab.untilTexts(lead.phone, 1);
  });

  it('EspoCRM: what a provider outage delays is kept, and dropped only when it is of no use', async () => {
    const { id } = await book([text({ usefulMinutes: 90 })]);
    const { faults } = lab.sandbox.control;
    faults.add([
      { provider: 'twilio', kind: 'status', status: 429, count: 2, match: { address: lead.phone } },
    ]);
    await lab.fire(id);
    await lab.until(id, 'SMS', 'sent');
    await lab.untilTexts(lead.phone, 1);
  });

  it('held by the sending hours go out when these begin, and never after the start', async () => {
    const now = new Date();
    const local = (minutes: number) =>
      new Date(now.getTime() + minutes * 60_000).toLocaleTimeString('en-GB', {
        timeZone: 'UTC',
        hour: '2-digit',
        minute: '2-digit',
      });
    // Hours that have just ended, on the clock of a zone where it is noon: midnight is no concern of this test.
    const zone = `Etc/GMT${now.getUTCHours() - 12 >= 0 ? '+' : ''}${now.getUTCHours() - 12}`;
    const noon = (offset: number) => `12:${local(offset).slice(3)}`;
    const minute = now.getUTCMinutes();
    const hours = minute < 5 ? { from: '09:00', to: '11:00' } : { from: '09:00', to: noon(-2) };
    const night = await lab.team({ sendWindow: everyDay(hours) });
    const guest = await lab.lead(night, { timezone: zone });
    const soon = await lab.book(night, { leadId: guest.id, zone, reminderRules: [text()] }, 240);
    const tomorrow = await lab.book(night, { leadId: guest.id, zone, reminderRules: [text()] }, 28 * 60);
    await lab.fire(soon.id);
    await lab.fire(tomorrow.id);
    const states = [];
    for (const { id } of [soon, tomorrow]) {
      const { message_id: messageId } = await lab.until(id, 'SMS', 'sent');
      await lab.quiet(night);
      states.push((await lab.rows(`SELECT state, reason FROM message_ledger WHERE id = $1`, [messageId]))[0]);
    }
    expect(states).toEqual([
      { state: 'skipped', reason: 'too_late' },
      { state: 'held', reason: 'outside_window' },
    ]);
    expect(lab.texts(guest.phone)).toEqual([]);
  });

  it('never go out once it has started, whatever their rule says', async () => {
    const { id } = await book([text({ usefulMinutes: 10_000 })]);
    await lab.pass(id, 241);
    expect(await lab.until(id, 'SMS', 'skipped')).toMatchObject({ reason: 'too_late' });
    expect(lab.texts(lead.phone)).toEqual([]);
  });

  it('of an older revision do nothing when they fire', async () => {
    const { id } = await book([text()]);
    const [old] = await lab.reminders(id);
    await move(id, 480);
    // As if the cancellation had never reached the row: the job runs all the same.
    await lab.rows(
      `UPDATE job SET state = 'scheduled', due_at = now(), run = run + 1, enqueued_at = NULL, finished_at = NULL WHERE id = $1`,
      [old!.job_id],
    );
    await lab.rows(`UPDATE appointment_reminder SET state = 'planned' WHERE id = $1`, [old!.id]);
    await lab.quiet(team);
    expect((await lab.reminders(id))[0]).toMatchObject({ state: 'cancelled', reason: 'superseded' });
    expect(lab.texts(lead.phone)).toEqual([]);
  });

  it('act once though their job runs again after a kill', async () => {
    const { id } = await book([text()]);
    await lab.fire(id);
    const sent = await lab.until(id, 'SMS', 'sent');
    await lab.untilTexts(lead.phone, 1);
    // The job died before it was marked as done, and the row of the reminder with it.
    await lab.rows(`UPDATE appointment_reminder SET state = 'planned', message_id = NULL WHERE id = $1`, [
      sent.id,
    ]);
    await lab.rows(
      `UPDATE job SET state = 'active', lease_until = now() - interval '1 second', finished_at = NULL, attempts = 0 WHERE id = $1`,
      [sent.job_id],
    );
    const again = await lab.until(id, 'SMS', 'sent');
    expect(again.message_id).toBe(sent.message_id);
    await lab.quiet(team);
    expect(lab.texts(lead.phone)).toHaveLength(1);
  });

  it('go out though three workers have died with their job, and are still taken back by a change', async () => {
    const [{ id }, other, hopeless] = [
      await book([text()]),
      await book([text()], 600),
      await book([text()], 900),
    ];
    const die = async (
      { id: reminderId, job_id: jobId }: { id: string; job_id: string },
      appointmentId: string,
      { reason = workerDied, round = 0 } = {},
    ) => {
      await lab.rows(`UPDATE job SET state = 'dead', finished_at = now() WHERE id = $1`, [jobId]);
      const payload = { teamId: team.scope.teamId, appointmentId, reminderId, round };
      await lab.inWorker(team, RemindHandler, (tx, handler) => handler.abandoned(tx, payload, reason));
    };
    await die((await lab.reminders(other.id))[0]!, other.id);
    const again = (await lab.reminders(other.id))[0]!;
    await move(other.id, 700);
    expect(await lab.rows(`SELECT state FROM job WHERE id = $1`, [again.job_id])).toEqual([
      { state: 'cancelled' },
    ]);
    await die((await lab.reminders(id))[0]!, id);
    await lab.fire(id);
    await lab.untilTexts(lead.phone, 1);
    // One that nothing more will be tried for does not look as if it were still to come.
    const [last] = await lab.reminders(hopeless.id);
    await die(last!, hopeless.id, { round: 1_000 });
    expect((await lab.reminders(hopeless.id))[0]).toMatchObject({ state: 'skipped', reason: 'failed' });
  });

  it('Cal.com #17928, EspoCRM (ten a run): all of many appointments fire', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 25; index += 1)
      ids.push((await book([text()], 240 + index * 60, { leadId: (await lab.lead(team)).id })).id);
    for (const id of ids) await lab.fire(id);
    for (const id of ids) await lab.until(id, 'SMS', 'sent');
    await lab.quiet(team);
    const [{ count }] = (await lab.rows(
      `SELECT count(*)::int FROM message_ledger WHERE team_id = $1 AND state IN ('accepted', 'delivered')`,
      [team.scope.teamId],
    )) as [{ count: number }];
    expect(count).toBe(25);
  });

  it('are not repeated by a change that leaves the time alone', async () => {
    const { id } = await book([text(), text({ channel: 'EMAIL', offsetMinutes: 60 })]);
    await lab.fire(id);
    await lab.untilTexts(lead.phone, 1);
    await lab.quiet(team);
    const { body } = await lab.call(team, 'PUT', `/appointments/${id}`, { title: 'Tour of 14 Main St' });
    expect(
      body.reminders
        .filter((one: { revision: number }) => one.revision === 1)
        .map(({ channel, state, reason }: Record<string, string>) => [channel, state, reason]),
    ).toEqual([
      ['SMS', 'skipped', 'already_sent'],
      ['EMAIL', 'planned', null],
    ]);
    await lab.fire(id, 'EMAIL');
    await lab.until(id, 'EMAIL', 'sent');
    await lab.quiet(team);
    expect(lab.mails(lead.email)).toMatchObject([{ subject: expect.stringContaining('14 Main St') }]);
  });

  it('go out though the appointment is renamed in the moment they are due, before their job has run', async () => {
    const { id } = await book([text(), text({ channel: 'EMAIL' })]);
    // Their time comes; the jobs are late.
    await lab.rows(`UPDATE appointment SET start_at = start_at - interval '121 minutes' WHERE id = $1`, [id]);
    await lab.rows(
      `UPDATE appointment_reminder SET start_at = start_at - interval '121 minutes', due_at = due_at - interval '121 minutes'
       WHERE appointment_id = $1`,
      [id],
    );
    await lab.call(team, 'PUT', `/appointments/${id}`, { title: 'Tour of 14 Main St' });
    expect(await lab.untilTexts(lead.phone, 1)).toMatchObject([expect.stringContaining('14 Main St')]);
    await lab.until(id, 'EMAIL', 'sent');
    await lab.quiet(team);
    expect(lab.mails(lead.email)).toMatchObject([{ subject: expect.stringContaining('14 Main St') }]);
    expect(lab.texts(lead.phone)).toHaveLength(1);
  });

  it('go out though the appointment is renamed while a provider is asked that then refuses', async () => {
    const { id } = await book([text()]);
    const match = { address: lead.phone };
    lab.sandbox.control.faults.add([
      { provider: 'twilio', kind: 'latency', ms: 1_000, match },
      { provider: 'twilio', kind: 'status', status: 429, count: 1, match },
    ]);
    await lab.pass(id, 121);
    const { message_id: messageId } = await lab.until(id, 'SMS', 'sent');
    const inHands = `SELECT 1 FROM message_chunk WHERE team_id = $1 AND state = 'handed_off'`;
    await eventually(async () => expect(await lab.rows(inHands, [team.scope.teamId])).toHaveLength(1));
    await lab.call(team, 'PUT', `/appointments/${id}`, { title: 'Tour of 14 Main St' });
    expect(await lab.untilTexts(lead.phone, 1)).toMatchObject([expect.stringContaining('14 Main St')]);
    expect((await lab.reminders(id)).map(({ state, reason }) => [state, reason])).toEqual([
      ['sent', null],
      ['sent', null],
    ]);
    expect(await lab.rows(`SELECT reason FROM message_ledger WHERE id = $1`, [messageId])).toEqual([
      { reason: 'source_cancelled' },
    ]);
  });

  it('end with the appointment, and are planned by the team’s rules unless it has its own', async () => {
    const rules = [text({ offsetMinutes: 45 })];
    const put = await lab.call(team, 'PUT', '/appointments/reminder-defaults', { rules });
    expect(put).toMatchObject({ status: 200, body: { rules } });
    const { id, reminders } = await lab.book(team, { leadId: lead.id });
    expect(reminders).toMatchObject([{ offsetMinutes: 45, channel: 'SMS', recipient: `lead:${lead.id}` }]);
    await lab.call(team, 'PATCH', `/appointments/${id}/complete`, {});
    expect(await lab.reminders(id)).toMatchObject([{ state: 'cancelled', reason: 'appointment_closed' }]);
  });

  it('inside the product are told as an event to the slice that shows them', async () => {
    const { id } = await book([text({ channel: 'IN_APP', audience: 'HOST' })]);
    await lab.fire(id, 'IN_APP');
    await lab.until(id, 'IN_APP', 'sent');
    const events = await lab.rows(
      `SELECT payload FROM domain_event WHERE team_id = $1 AND name = 'appointment.reminder_in_app'`,
      [team.scope.teamId],
    );
    expect(events).toMatchObject([{ payload: { appointmentId: id, userId: team.userId } }]);
  });

  it('respect a lead who wants no texts', async () => {
    await lab.rows(`UPDATE lead SET do_not_text = true WHERE id = $1`, [lead.id]);
    const { id } = await book([text()]);
    await lab.fire(id);
    const { message_id: messageId } = await lab.until(id, 'SMS', 'sent');
    await lab.quiet(team);
    expect(await lab.rows(`SELECT state, reason FROM message_ledger WHERE id = $1`, [messageId])).toEqual([
      { state: 'skipped', reason: 'do_not_contact' },
    ]);
    expect(lab.texts(lead.phone)).toEqual([]);
  });
});
