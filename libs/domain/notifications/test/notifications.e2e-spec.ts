import { eventually } from '../../../../test/support/eventually';
import { InboxHttpModule } from '@domain/inbox/http';
import { campaignEvents } from '@domain/campaigns';
import { leadAssigned, leadStatusChanged } from '@domain/leads';
import { accountRejected, messageOpened, messageReplied } from '@domain/messaging';
import { NotesHttpModule } from '@domain/notes/http';
import { NOTIFICATION_TYPES } from '@domain/notifications';
import { NotificationsHttpModule } from '@domain/notifications/http';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { OverdueTasks } from '@domain/tasks';
import { TasksHttpModule } from '@domain/tasks/http';
import { TasksWorkerModule } from '@domain/tasks/worker';
import { newId } from '@platform/database';
import { Events, type EventDefinition } from '@platform/events';
import {
  AppointmentsLab,
  type Body,
  type LeadOfTest,
  type TeamOfTest,
} from '../../appointments/test/appointments-lab';

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

  it('are deleted by their person alone', async () => {
    await remind();
    const [mine] = await eventually(async () => {
      const all = await list();
      expect(all).toHaveLength(1);
      return all;
    });
    const path = `/notifications/${mine.id}`;
    const userId = await lab.member(team.scope.teamId);
    expect((await lab.call({ ...team, userId }, 'DELETE', path)).body.code).toBe('notification_not_found');
    expect((await lab.call(team, 'DELETE', path)).status).toBe(204);
    expect((await lab.call(team, 'DELETE', path)).body.code).toBe('notification_not_found');
    expect(await list()).toEqual([]);
  });

  describe('by the ways a person wants', () => {
    const settings = '/notifications/settings';
    const put = (one: object | null, as = team.userId) =>
      lab.call({ ...team, userId: as }, 'PUT', settings, { settings: [one] });
    const off = { inApp: false, email: false, digest: false };
    const stored = () =>
      lab.rows(`SELECT in_app, digest FROM notification WHERE team_id = $1`, [team.scope.teamId]);

    it('which are said type by type, each person for themselves', async () => {
      const { body } = await lab.call(team, 'GET', settings);
      expect(body.settings).toHaveLength(NOTIFICATION_TYPES.length);
      expect(body.settings).toContainEqual({
        ...{ type: 'SYSTEM_ALERT', inApp: true, email: true, digest: false },
      });
      const wish = { type: 'TASK_DUE', inApp: false, email: true, digest: true };
      const { status, body: after } = await put(wish);
      expect(status).toBe(200);
      expect(after.settings).toContainEqual(wish);
      expect(after.settings).toContainEqual({ type: 'TASK_ASSIGNED', ...off, inApp: true });
      expect((await lab.call(team, 'GET', settings)).body).toEqual(after);
      const userId = await lab.member(team.scope.teamId);
      expect((await lab.call({ ...team, userId }, 'GET', settings)).body.settings).toEqual(body.settings);
      for (const wrong of [
        { ...wish, type: 'WEATHER' },
        { type: 'TASK_DUE', inApp: true },
        { ...wish, push: true },
        { ...wish, email: 'yes' },
        null,
      ])
        expect((await put(wrong)).status).toBe(400);
      const twice = await lab.call(team, 'PUT', settings, { settings: [wish, wish] });
      expect(twice.body.errors).toMatchObject([{ code: 'type_repeated' }]);
      expect((await lab.call({ ...team, userId: 'key' }, 'GET', settings)).status).toBe(403);
    });

    it('by mail alone: one mail, and nothing in the list', async () => {
      await put({ type: 'APPOINTMENT_REMINDER', ...off, email: true });
      await remind();
      const mailed = await eventually(() => {
        const mails = lab.mails(team.email).filter(({ subject }) => subject === 'Tour of 12 Main St');
        expect(mails).toHaveLength(1);
        return mails;
      });
      expect(JSON.stringify(mailed)).toContain('12 Main St');
      await lab.rows(
        `UPDATE job SET state = 'scheduled', due_at = now(), run = run + 1, enqueued_at = NULL, finished_at = NULL
         WHERE team_id = $1 AND name = 'notifications.tell-reminder'`,
        [team.scope.teamId],
      );
      await lab.quiet(team);
      expect(lab.mails(team.email).filter(({ subject }) => subject === 'Tour of 12 Main St')).toHaveLength(1);
      expect(await list()).toEqual([]);
      expect((await lab.call(team, 'GET', '/notifications/unread-count')).body).toEqual({ unread: 0 });
      expect((await lab.call(team, 'POST', '/notifications/read-all')).body).toEqual({ read: 0 });
    });

    it('or not at all', async () => {
      await put({ type: 'APPOINTMENT_REMINDER', ...off });
      await remind();
      expect(await stored()).toEqual([]);
    });
  });

  describe('of leads, replies, campaigns and accounts', () => {
    const publish = <P extends object>(event: EventDefinition<P>, ...payloads: P[]) =>
      lab.sql(team.scope, (tx) => lab.get(Events).publishMany(tx, event, payloads));
    const assigned = async (leads: LeadOfTest[], userId: string, by?: string) => {
      const ids = leads.map(({ id }) => id);
      await lab.rows(`UPDATE lead SET assigned_to_id = $2 WHERE id = ANY($1)`, [ids, userId]);
      await publish(leadAssigned, ...ids.map((leadId) => ({ leadId, toUserId: userId, userId: by })));
    };
    const told = async (userId = team.userId) => {
      await lab.quiet(team);
      return (await list('', { userId })).map(({ type, title, body }) => ({ type, title, body }));
    };

    it('tell whom a lead was given to, in one sentence when they are many, and not who took it', async () => {
      const userId = await lab.member(team.scope.teamId);
      const [one, ...more] = [await lab.lead(team), await lab.lead(team), await lab.lead(team)];
      await assigned([one], userId);
      await eventually(async () =>
        expect(await told(userId)).toEqual([
          { type: 'LEAD_ASSIGNED', title: 'Pat Lopez is your lead now', body: '' },
        ]),
      );
      await assigned(more, userId, team.userId);
      await eventually(async () =>
        expect((await told(userId))[0]).toEqual({
          ...{ type: 'LEAD_ASSIGNED', title: '2 leads are yours now', body: 'Pat Lopez, Pat Lopez' },
        }),
      );
      await assigned([one], team.userId, team.userId);
      expect(await told()).toEqual([]);
    });

    it('tell who has the lead of its status and of replies, and of opens only who wants it', async () => {
      const lead = await lab.lead(team);
      const { id: leadId } = lead;
      await lab.rows(`UPDATE lead SET assigned_to_id = $2 WHERE id = $1`, [leadId, team.userId]);
      const inboundId = newId();
      await lab.rows(
        `INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, body, provider_id)
         VALUES ($1, $2, 'SMS', '+12125550100', '+12125550101', $3, 'Is it still free?', $4)`,
        [inboundId, team.scope.teamId, leadId, inboundId],
      );
      const fact = {
        messageId: newId(),
        leadId,
        sourceId: newId(),
        sourceKind: 'campaign',
        at: '2030-01-01T00:00:00Z',
      };
      const opened = { ...fact, channel: 'EMAIL' };
      await publish(leadStatusChanged, { leadId, from: 'NEW', to: 'QUALIFIED' });
      await publish(messageReplied, { ...fact, channel: 'SMS', inboundId });
      await publish(messageOpened, opened);
      await eventually(async () =>
        expect(await told()).toEqual(
          expect.arrayContaining([
            { type: 'MESSAGE_RECEIVED', title: 'Pat Lopez sent a text', body: 'Is it still free?' },
            { type: 'LEAD_STATUS_CHANGED', title: 'Pat Lopez is QUALIFIED now', body: '' },
          ]),
        ),
      );
      expect(await told()).toHaveLength(2);
      const wish = { type: 'EMAIL_OPENED', inApp: true, email: false, digest: false };
      await lab.call(team, 'PUT', '/notifications/settings', { settings: [wish] });
      await publish(messageOpened, opened);
      await eventually(async () =>
        expect((await told())[0]).toMatchObject({
          ...{ type: 'EMAIL_OPENED', title: 'Pat Lopez opened an email' },
        }),
      );
    });

    it('tell who made a campaign that it is through, and the owners of an account that is refused', async () => {
      const campaignId = newId();
      await lab.rows(
        `INSERT INTO campaign (id, team_id, name, type, created_by_id, updated_at) VALUES ($1, $2, 'Spring', 'EMAIL', $3, now())`,
        [campaignId, team.scope.teamId, team.userId],
      );
      await publish(campaignEvents.completed, { campaignId });
      const refused = { sourceId: campaignId, kind: 'campaign', channel: 'EMAIL', code: '401' };
      await publish(accountRejected, refused, refused);
      await eventually(async () =>
        expect(new Set((await told()).map(({ title }) => title))).toEqual(
          new Set(['“Spring” has been sent', 'The provider refuses the team’s account for email']),
        ),
      );
      const [alert] = await eventually(() => {
        const mails = lab.mails(team.email).filter(({ subject }) => subject.includes('refuses'));
        expect(mails).toHaveLength(1);
        return mails;
      });
      expect(JSON.stringify(alert)).toContain('401');
    });
  });
});
