import { eventually } from '../../../../test/support/eventually';
import { InboxHttpModule } from '@domain/inbox/http';
import { NotesHttpModule } from '@domain/notes/http';
import { NotificationsHttpModule } from '@domain/notifications/http';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { OverdueTasks } from '@domain/tasks';
import { TasksHttpModule } from '@domain/tasks/http';
import { TasksWorkerModule } from '@domain/tasks/worker';
import { AppointmentsLab, type Body, type TeamOfTest } from '../../appointments/test/appointments-lab';

const rules = [
  { offsetMinutes: 15, channel: 'IN_APP', audience: 'EVERYONE', usefulMinutes: 15, quietHours: 'HOLD' },
];

describe('notifications', () => {
  let lab: AppointmentsLab;
  let team: TeamOfTest;
  beforeAll(async () => {
    lab = await AppointmentsLab.start({
      routes: [NotificationsHttpModule, TasksHttpModule, NotesHttpModule, InboxHttpModule],
      jobs: [NotificationsWorkerModule, TasksWorkerModule],
    });
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    team = await lab.team();
  });

  const list = async (query = '', as: { userId: string } = team): Promise<Body[]> =>
    (await lab.call({ ...team, ...as }, 'GET', `/notifications${query}`)).body.data;
  const remind = async (more: object = {}) => {
    const booked = await lab.book(
      team,
      { reminderRules: rules, allowConflict: true, location: '12 Main St', ...more },
      60,
    );
    await lab.fire(booked.id, 'IN_APP');
    await lab.quiet(team);
    return booked;
  };

  it('tell members of an appointment that is near, each on their own, once', async () => {
    const colleague = await lab.member(team.scope.teamId);
    const { id, startAt } = await remind({
      attendees: [{ userId: colleague }, { email: 'guest@example.com' }],
    });
    const time = new Date(startAt).toLocaleTimeString('en-US', {
      timeZone: 'America/New_York',
      hour: 'numeric',
      minute: '2-digit',
    });
    for (const userId of [team.userId, colleague])
      await eventually(async () =>
        expect(await list('', { userId })).toMatchObject([
          {
            ...{ type: 'APPOINTMENT_REMINDER', title: 'Tour of 12 Main St', appointmentId: id, readAt: null },
            body: expect.stringContaining(time.replaceAll('\u202f', ' ')),
          },
        ]),
      );
    await lab.rows(
      `UPDATE job SET state = 'scheduled', due_at = now(), run = run + 1, enqueued_at = NULL, finished_at = NULL
       WHERE team_id = $1 AND name = 'notifications.tell-reminder'`,
      [team.scope.teamId],
    );
    await lab.quiet(team);
    expect(await list()).toHaveLength(1);
  });

  it('say nothing of an appointment that was cancelled meanwhile', async () => {
    const { id } = await lab.book(team, { reminderRules: rules }, 60);
    await lab.rows(`UPDATE job SET queue = queue WHERE team_id = $1`, [team.scope.teamId]);
    await lab.call(team, 'DELETE', `/appointments/${id}`);
    await lab.fire(id, 'IN_APP');
    await lab.quiet(team);
    expect(await list()).toEqual([]);
  });

  it('are listed newest first, page by page, and marked as read', async () => {
    for (const title of ['a', 'b', 'c']) await remind({ title });
    await eventually(async () => expect(await list()).toHaveLength(3));
    const first = (await lab.call(team, 'GET', '/notifications?limit=2')).body;
    const rest = (await lab.call(team, 'GET', `/notifications?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.data, ...rest.data].map(({ title }) => title)).toEqual(['c', 'b', 'a']);
    expect(rest.nextCursor).toBeNull();
    const read = await lab.call(team, 'PATCH', `/notifications/${first.data[0].id}/read`);
    expect(read.body).toMatchObject({ title: 'c', readAt: expect.any(String) });
    const again = await lab.call(team, 'PATCH', `/notifications/${first.data[0].id}/read`);
    expect(again.body.readAt).toBe(read.body.readAt);
    expect((await list('?unread=true')).map(({ title }) => title)).toEqual(['b', 'a']);
    expect((await list('?unread=false')).map(({ title }) => title)).toEqual(['c']);
    expect((await lab.call(team, 'GET', '/notifications/unread-count')).body).toEqual({ unread: 2 });
    expect((await lab.call(team, 'POST', '/notifications/read-all')).body).toEqual({ read: 2 });
    expect((await lab.call(team, 'GET', '/notifications/unread-count')).body).toEqual({ unread: 0 });
    expect((await lab.call(team, 'GET', '/notifications?unread=maybe')).status).toBe(400);
  });

  it('are a person’s own: not a colleague’s, not a key’s', async () => {
    await remind();
    const [mine] = await eventually(async () => {
      const all = await list();
      expect(all).toHaveLength(1);
      return all;
    });
    const userId = await lab.member(team.scope.teamId);
    expect(await list('', { userId })).toEqual([]);
    expect(
      (await lab.call({ ...team, userId }, 'PATCH', `/notifications/${mine.id}/read`)).body,
    ).toMatchObject({
      code: 'notification_not_found',
    });
    expect((await lab.call({ ...team, userId }, 'POST', '/notifications/read-all')).body).toEqual({
      read: 0,
    });
    expect((await lab.call({ ...team, userId: 'key' }, 'GET', '/notifications')).status).toBe(403);
    expect(await list('?unread=true')).toHaveLength(1);
  });

  describe('of tasks', () => {
    const create = async (more: object) => {
      const { status, body } = await lab.call(team, 'POST', '/tasks', { title: 'Call Pat', ...more });
      expect(status).toBe(201);
      return body;
    };
    const fire = () =>
      lab.rows(
        `UPDATE job SET due_at = now(), enqueued_at = NULL, run = run + 1 WHERE team_id = $1 AND name = 'tasks.remind' AND state = 'scheduled'`,
        [team.scope.teamId],
      );
    const typesFor = async (userId: string) => (await list('', { userId })).map(({ type }) => type);

    it('are given to somebody else, will be due, and were due: each told once, on their clock', async () => {
      const userId = await lab.member(team.scope.teamId);
      const { id: leadId } = await lab.lead(team);
      await lab.rows(`UPDATE app_user SET timezone = 'America/Los_Angeles' WHERE id = $1`, [userId]);
      const due = { dueLocal: '2031-03-06T15:00', zone: 'America/New_York' };
      const { id } = await create({ ...due, assignedToId: userId, leadId, reminders: [30] });
      await eventually(async () => expect(await typesFor(userId)).toEqual(['TASK_ASSIGNED']));
      await fire();
      await eventually(async () => expect(await typesFor(userId)).toEqual(['TASK_DUE', 'TASK_ASSIGNED']));
      const [notice] = await list('', { userId });
      expect(notice).toMatchObject({
        title: 'Call Pat',
        taskId: id,
        leadId,
        body: 'Due Thu, Mar 6, 12:00 PM PST',
      });
      await lab.rows(
        `UPDATE task SET created_at = now() - interval '2 days', due_at = now() - interval '1 day' WHERE id = $1`,
        [id],
      );
      await lab.get(OverdueTasks).watch();
      await eventually(async () => expect((await typesFor(userId))[0]).toBe('TASK_OVERDUE'));
      await lab.get(OverdueTasks).watch();
      await lab.quiet(team);
      expect(await typesFor(userId)).toEqual(['TASK_OVERDUE', 'TASK_DUE', 'TASK_ASSIGNED']);
      expect(await list()).toEqual([]);
    });

    it('are not told of to who took them, nor once they are done or put off', async () => {
      const dueAt = new Date(Date.now() + 3_600_000).toISOString();
      const { id } = await create({ dueAt, assignedToId: team.userId, reminders: [30] });
      const other = await create({ dueAt, assignedToId: team.userId, reminders: [30] });
      await lab.call(team, 'PATCH', `/tasks/${id}/complete`);
      await lab.call(team, 'PUT', `/tasks/${other.id}`, { dueLocal: '2031-01-01', reminders: [] });
      await fire();
      await lab.quiet(team);
      expect(await list()).toEqual([]);
    });
  });

  it('tell a member of a mention, once, in words without markup', async () => {
    const userId = await lab.member(team.scope.teamId);
    const { id: leadId } = await lab.lead(team);
    const content = `See @[Jo Bell](${userId})`;
    const { body: note } = await lab.call(team, 'POST', `/leads/${leadId}/notes`, { content });
    await eventually(async () =>
      expect(await list('', { userId })).toMatchObject([
        {
          ...{ type: 'TEAM_MENTION', leadId, noteId: note.id, body: 'See @Jo Bell' },
          title: 'Jo Bell mentioned you in a note about Pat Lopez',
        },
      ]),
    );
    await lab.call(team, 'PUT', `/notes/${note.id}`, { content: 'Never mind.' });
    await lab.call(team, 'PUT', `/notes/${note.id}`, { content: `${content} again` });
    await lab.quiet(team);
    expect(await list('', { userId })).toHaveLength(1);
    expect(await list()).toEqual([]);
  });

  it('tell a member of a mention in a comment on a conversation', async () => {
    const userId = await lab.member(team.scope.teamId);
    const { id: leadId } = await lab.lead(team);
    const [thread] = await lab.rows<{ id: string }>(
      `INSERT INTO inbox_thread (id, team_id, channel, lead_id, address, last_direction, last_message_at, sort_at)
       VALUES (gen_random_uuid(), $1, 'SMS', $2, '+12125550100', 'in', now(), now()) RETURNING id`,
      [team.scope.teamId, leadId],
    );
    const content = `Yours, @[Jo Bell](${userId})?`;
    await lab.call(team, 'POST', `/threads/${thread!.id}/comments`, { content });
    await eventually(async () =>
      expect(await list('', { userId })).toMatchObject([
        {
          ...{ type: 'TEAM_MENTION', leadId, noteId: null, body: 'Yours, @Jo Bell?' },
          title: 'Jo Bell mentioned you in the conversation with Pat Lopez',
        },
      ]),
    );
  });
});
