import { eventually } from '../../../../test/support/eventually';
import { AppointmentsLab, type Body, type LeadOfTest, type TeamOfTest } from './appointments-lab';

const rules = [
  { offsetMinutes: 120, channel: 'SMS', audience: 'LEADS', usefulMinutes: 60, quietHours: 'HOLD' },
  { offsetMinutes: 60, channel: 'SMS', audience: 'LEADS', usefulMinutes: 60, quietHours: 'HOLD' },
];

describe('replies to reminders', () => {
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

  /** An appointment in two hours of which the lead has had the first reminder. */
  const reminded = async (more: object = {}): Promise<Body> => {
    const before = lab.texts(lead.phone).length;
    const booked = await lab.book(team, { leadId: lead.id, reminderRules: rules, ...more }, 240);
    await lab.pass(booked.id, 121);
    await lab.untilTexts(lead.phone, before + 1);
    await lab.quiet(team);
    return booked;
  };
  const becomes = (id: string, expected: object) =>
    eventually(async () => {
      const appointment = await lab.appointment(team, id);
      expect(appointment).toMatchObject(expected);
      return appointment;
    });
  /** The answer to the reply: the newest text. */
  const answer = async (texts: number) => (await lab.untilTexts(lead.phone, texts))[0];
  const newest = (id: string) =>
    lab.reminders(id).then((all) => all.filter(({ revision }) => revision === all.at(-1)!.revision));

  it.each(['C', 'Yes', 'confirm', 'Confirmed!', 'c.', 'Yes please'])(
    '“%s” confirms and is answered once',
    async (word) => {
      const { id } = await reminded();
      await lab.reply(lead, word);
      const { attendees } = await becomes(id, { status: 'CONFIRMED' });
      expect(attendees).toMatchObject([{ leadId: lead.id, response: 'ACCEPTED' }]);
      expect(await answer(2)).toMatch(/^Confirmed: "Tour of 12 Main St", .+\. See you then!$/);
      await lab.quiet(team);
      expect(lab.texts(lead.phone)).toHaveLength(2);
      expect(await lab.events(team)).toEqual(['appointment.created', 'appointment.confirmed']);
      // The second reminder still comes, and does not ask again.
      await lab.pass(id, 61);
      expect(await answer(3)).toMatch(/Reply R to reschedule, X to cancel\.$/);
      expect(await lab.tasks(team)).toEqual([]);
    },
  );

  it.each(['R', 'reschedule', 'Reschedule please', 'can we reschedule?'])(
    'Cal.com #6905: “%s” ends the reminders of the old time at once',
    async (word) => {
      const { id } = await reminded();
      await lab.reply(lead, word);
      await becomes(id, { status: 'SCHEDULED', rescheduleRequestedAt: expect.any(String) });
      expect((await lab.reminders(id)).map(({ state }) => state)).toEqual(['sent', 'cancelled']);
      expect(await answer(2)).toMatch(/^Thanks\. We will get in touch to find another time/);
      expect(await lab.tasks(team)).toMatchObject([
        { title: 'Find another time: Tour of 12 Main St', assigned_to_id: team.userId },
      ]);
      expect(await lab.events(team)).toEqual(['appointment.created', 'appointment.new_time_wanted']);
      // Confirmed as it stands, what was still to come is planned again; what has been said is not.
      await lab.call(team, 'PATCH', `/appointments/${id}/confirm`);
      expect(await lab.tasks(team)).toMatchObject([{ status: 'COMPLETED' }]);
      expect((await newest(id)).map(({ state, reason }) => [state, reason])).toEqual([
        ['skipped', 'already_sent'],
        ['planned', null],
      ]);
    },
  );

  it.each(['X', 'x', 'cancel please', 'Please cancel the appointment'])(
    '“%s” cancels, and no reminder follows',
    async (word) => {
      const { id } = await reminded();
      await lab.reply(lead, word);
      const { attendees } = await becomes(id, { status: 'CANCELLED', outcome: 'Cancelled by text' });
      expect(attendees).toMatchObject([{ response: 'DECLINED' }]);
      expect(await answer(2)).toMatch(/is cancelled\. Reply here if that was a mistake\.$/);
      await lab.quiet(team);
      expect(await lab.rows(`SELECT id FROM suppression WHERE team_id = $1`, [team.scope.teamId])).toEqual(
        [],
      );
      expect((await lab.reminders(id)).map(({ state }) => state)).toEqual(['sent', 'cancelled']);
    },
  );

  it('“CANCEL” alone is an opt-out by law: it is honoured, it cancels as well, and a person is told', async () => {
    const { id } = await reminded();
    await lab.reply(lead, 'CANCEL');
    await becomes(id, { status: 'CANCELLED' });
    await lab.quiet(team);
    expect(
      await lab.rows(`SELECT reason, scope FROM suppression WHERE team_id = $1`, [team.scope.teamId]),
    ).toEqual([{ reason: 'stop', scope: 'all' }]);
    expect(lab.texts(lead.phone)).toHaveLength(1);
    expect(await lab.tasks(team)).toMatchObject([
      {
        description: expect.stringContaining('texts to them have ended as well'),
        assigned_to_id: team.userId,
      },
    ]);
  });

  it('“STOP” ends texts and leaves the appointment alone', async () => {
    const { id } = await reminded();
    await lab.reply(lead, 'STOP');
    await eventually(async () =>
      expect(
        await lab.rows(`SELECT reason FROM suppression WHERE team_id = $1`, [team.scope.teamId]),
      ).toEqual([{ reason: 'stop' }]),
    );
    await lab.quiet(team);
    expect(await lab.appointment(team, id)).toMatchObject({ status: 'SCHEDULED' });
    expect(await lab.tasks(team)).toEqual([]);
    // The next reminder is stopped by the gate.
    await lab.pass(id, 61);
    await lab.quiet(team);
    expect(lab.texts(lead.phone)).toHaveLength(1);
  });

  it.each(['running ten minutes late', "don't cancel!", 'who is this', 'C or X?'])(
    '“%s” goes to a person',
    async (words) => {
      const { id } = await reminded();
      await lab.reply(lead, words);
      await eventually(async () =>
        expect(await lab.tasks(team)).toContainEqual(
          expect.objectContaining({
            title: 'Answer a reply to a reminder: Tour of 12 Main St',
            description: expect.stringContaining(words),
            assigned_to_id: team.userId,
          }),
        ),
      );
      expect(await lab.appointment(team, id)).toMatchObject({ status: 'SCHEDULED', revision: 0 });
      await lab.quiet(team);
      expect(lab.texts(lead.phone)).toHaveLength(1);
    },
  );

  it('with two appointments ahead go to a person', async () => {
    const first = await reminded();
    const second = await reminded({ allowConflict: true });
    await lab.reply(lead, 'X');
    await eventually(async () =>
      expect(await lab.tasks(team)).toMatchObject([
        { description: expect.stringContaining('2 appointments ahead') },
      ]),
    );
    for (const { id } of [first, second])
      expect(await lab.appointment(team, id)).toMatchObject({ status: 'SCHEDULED' });
  });

  it('to a reminder of an older time go to a person', async () => {
    const { id } = await reminded();
    const startAt = new Date(Date.now() + 5 * 3_600_000).toISOString();
    await lab.call(team, 'PUT', `/appointments/${id}`, { startAt });
    await lab.reply(lead, 'C');
    await eventually(async () =>
      expect(await lab.tasks(team)).toMatchObject([
        { description: expect.stringContaining('told of an older time') },
      ]),
    );
    expect(await lab.appointment(team, id)).toMatchObject({ status: 'SCHEDULED' });
  });

  it('are followed up: C, then X in answer to our answer', async () => {
    const { id } = await reminded();
    await lab.reply(lead, 'C');
    await becomes(id, { status: 'CONFIRMED' });
    await lab.untilTexts(lead.phone, 2);
    await lab.quiet(team);
    await lab.reply(lead, 'X');
    await becomes(id, { status: 'CANCELLED' });
    await lab.untilTexts(lead.phone, 3);
  });

  it('that come twice, or whose job runs twice, act and are answered once', async () => {
    const { id } = await reminded();
    await lab.reply(lead, 'X');
    await becomes(id, { status: 'CANCELLED' });
    await lab.untilTexts(lead.phone, 2);
    await lab.quiet(team);
    await lab.rows(
      `UPDATE job SET state = 'scheduled', due_at = now(), run = run + 1, enqueued_at = NULL, finished_at = NULL
       WHERE team_id = $1 AND name = 'appointments.handle-reply'`,
      [team.scope.teamId],
    );
    await lab.quiet(team);
    expect(lab.texts(lead.phone)).toHaveLength(2);
    expect((await lab.events(team)).filter((name) => name === 'appointment.cancelled')).toHaveLength(1);
  });

  it('“yes” of somebody who was never reminded means nothing here', async () => {
    const other = await lab.lead(team);
    await lab.book(team, { leadId: other.id, reminderRules: rules }, 240);
    await lab.reply(other, 'yes');
    await lab.quiet(team);
    expect(await lab.tasks(team)).toEqual([]);
    expect(await lab.events(team)).toEqual(['appointment.created']);
  });
});
