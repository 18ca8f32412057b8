import { eventually } from '../../../../test/support/eventually';
import { NotificationsHttpModule } from '@domain/notifications/http';
import { NotificationsWorkerModule } from '@domain/notifications/worker';
import { AppointmentsLab, type Body, type TeamOfTest } from '../../appointments/test/appointments-lab';

const rules = [
  { offsetMinutes: 15, channel: 'IN_APP', audience: 'EVERYONE', usefulMinutes: 15, quietHours: 'HOLD' },
];

describe('notifications', () => {
  let lab: AppointmentsLab;
  let team: TeamOfTest;
  beforeAll(async () => {
    lab = await AppointmentsLab.start({
      routes: [NotificationsHttpModule],
      jobs: [NotificationsWorkerModule],
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
});
