import { OverdueTasks, Tasks } from '@domain/tasks';
import { TasksWorkerModule } from '@domain/tasks/worker';
import { newId } from '@platform/database';
import { eventually } from '../../../../test/support/eventually';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

const hour = 3_600_000;
const from = (hours: number) => new Date(Date.now() + hours * hour).toISOString();

describe('tasks as people write them', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let leadId: string;

  beforeAll(async () => {
    lab = await LeadsLab.start();
    await lab.startWorker([TasksWorkerModule]);
  });
  beforeEach(async () => {
    team = await lab.team();
    leadId = (await lab.call(team, 'POST', '/leads', { name: 'Ana' })).body.id;
  });
  afterAll(() => lab.stop());

  const create = async (more: object = {}) => {
    const { status, body } = await lab.call(team, 'POST', '/tasks', {
      ...{ title: 'Call', dueAt: from(24), leadId, ...more },
    });
    expect([status, body.code]).toEqual([201, undefined]);
    return body;
  };
  const call = async (method: 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    lab.call(team, method, `/tasks/${path}`, body);
  const open = async () =>
    (await lab.call(team, 'GET', `/leads/${leadId}/tasks?status=PENDING,IN_PROGRESS`)).body.data;
  const trail = async (id: string) =>
    (await lab.call(team, 'GET', `/activities?subjectId=${id}`)).body.data.toReversed();

  it('are due on the clock of who is to do them', async () => {
    const honolulu = await lab.member(team.scope.teamId);
    await lab.sql(`UPDATE app_user SET timezone = 'Pacific/Honolulu' WHERE id = $1`, [honolulu]);
    const due = { dueAt: undefined, dueLocal: '2031-01-15T09:00' };
    expect(await create({ ...due, assignedToId: honolulu })).toMatchObject({
      ...{ zone: 'Pacific/Honolulu', dueAt: '2031-01-15T19:00:00.000Z', dueLocal: '2031-01-15T09:00' },
    });
    expect(await create(due)).toMatchObject({ zone: 'America/New_York', dueAt: '2031-01-15T14:00:00.000Z' });
    const day = await create({ dueAt: undefined, dueLocal: '2031-07-15', zone: 'Europe/Berlin' });
    expect(day).toMatchObject({ dueAt: '2031-07-15T21:59:00.000Z', dueLocal: '2031-07-15T23:59' });
  });

  it.each([
    [{ dueLocal: '2031-03-09T02:30' }, 'dueLocal', 'local_time_skipped'],
    [{ dueLocal: '2031-02-30' }, 'dueLocal', 'local_time_invalid'],
    [{ dueLocal: '2031-03-09', zone: 'Mars/Base' }, 'zone', 'zone_unknown'],
    [{ dueLocal: '2031-03-09', dueAt: '2031-03-09T12:00:00Z' }, 'dueAt', 'one_too_many'],
    [{}, 'dueAt', 'required'],
    [
      { dueLocal: '2031-03-09', recurrence: { frequency: 'DAILY', weekdays: ['MO'] } },
      'recurrence.weekdays',
      'weekly_only',
    ],
    [{ dueAt: '2131-03-09T12:00:00Z' }, 'dueAt', 'out_of_range'],
  ])('are refused when they are due at %j', async (due, field, code) => {
    const { status, body } = await lab.call(team, 'POST', '/tasks', { title: 'Call', ...due });
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field, code })]]);
  });

  it('refuse what is unknown, not ours, or no rule', async () => {
    const stranger = await lab.team();
    const task = { title: 'Call', dueAt: from(1) };
    for (const [more, status, code] of [
      [{ leadId: newId() }, 404, 'lead_not_found'],
      [{ assignedToId: stranger.userId }, 404, 'user_not_found'],
      [{ colour: 'red' }, 400, 'validation_failed'],
      [{ title: null }, 400, 'validation_failed'],
      [{ reminders: [1, 2, 3, 4, 5, 6] }, 400, 'validation_failed'],
      [{ recurrence: { frequency: 'HOURLY' } }, 400, 'validation_failed'],
      [{ recurrence: { frequency: 'DAILY', interval: 0 } }, 400, 'validation_failed'],
    ] as const) {
      const answer = await lab.call(team, 'POST', '/tasks', { ...task, ...more });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    const { id } = await create();
    for (const [method, path] of [
      ['PUT', id],
      ['DELETE', id],
      ['PATCH', `${id}/uncomplete`],
    ] as const) {
      const answer = await lab.call(stranger, method, `/tasks/${path}`, method === 'PUT' ? {} : undefined);
      expect([answer.status, answer.body.code]).toEqual([404, 'task_not_found']);
    }
    expect((await lab.call(stranger, 'GET', `/leads/${leadId}/tasks`)).body.code).toBe('lead_not_found');
  });

  it('tell what was changed, by whom, from what to what', async () => {
    const colleague = await lab.member(team.scope.teamId);
    const { id, dueAt } = await create();
    const changed = await call('PUT', id, {
      title: 'Call again',
      priority: 'URGENT',
      assignedToId: colleague,
    });
    expect(changed.body).toMatchObject({ title: 'Call again', priority: 'URGENT', dueAt, leadId });
    await call('PUT', id, { title: 'Call again' });
    await call('PATCH', `${id}/assign`, { userId: null });
    await call('PATCH', `${id}/complete`);
    await call('PATCH', `${id}/uncomplete`);
    await call('PUT', id, { status: 'CANCELLED' });
    await call('DELETE', id);
    const entries = await trail(id);
    expect(entries.map(({ type }: { type: string }) => type)).toEqual(
      ['created', 'updated', 'updated', 'completed', 'reopened', 'cancelled', 'deleted'].map(
        (one) => `task.${one}`,
      ),
    );
    expect(entries[1]).toMatchObject({
      ...{ leadId, subjectId: id, userId: team.userId },
      changes: {
        title: { from: 'Call', to: 'Call again' },
        priority: { from: 'MEDIUM', to: 'URGENT' },
        assignedToId: { from: null, to: colleague },
      },
    });
    expect(entries.slice(3, 6).map(({ changes }: { changes: object }) => changes)).toEqual([
      { status: { from: 'PENDING', to: 'COMPLETED' } },
      { status: { from: 'COMPLETED', to: 'PENDING' } },
      { status: { from: 'PENDING', to: 'CANCELLED' } },
    ]);
    expect(await lab.events(team, 'task.assigned')).toEqual([{ taskId: id, leadId, userId: colleague }]);
    expect((await lab.call(team, 'GET', `/tasks/${id}`)).status).toBe(404);
  });

  it('are not changed once they are completed, nor while they are cancelled', async () => {
    const { id } = await create();
    await call('PATCH', `${id}/complete`);
    expect((await call('PUT', id, { title: 'x' })).body.code).toBe('task_completed');
    await call('PATCH', `${id}/uncomplete`);
    expect((await call('PUT', id, { status: 'CANCELLED' })).status).toBe(200);
    expect((await call('PUT', id, { title: 'x' })).body.code).toBe('task_cancelled');
    expect((await call('PATCH', `${id}/uncomplete`)).body.code).toBe('task_cancelled');
    expect((await call('PUT', id, { status: 'IN_PROGRESS' })).body.status).toBe('IN_PROGRESS');
  });

  it('that were opened for a matter are not taken up beside another about the same', async () => {
    const tasks = lab.app.get(Tasks, { strict: false });
    const about = { title: 'Review', dueAt: new Date(), dedupeKey: 'review:1' };
    const first = await lab.db.sql(team.scope, (tx) => tasks.open(tx, about));
    await call('PATCH', `${first.id}/complete`);
    await lab.db.sql(team.scope, (tx) => tasks.open(tx, about));
    expect((await call('PATCH', `${first.id}/uncomplete`)).body).toMatchObject({
      ...{ status: 409, code: 'task_open_already' },
    });
  });

  it('are completed together, all or none', async () => {
    const ids: string[] = [];
    for (const title of ['a', 'b', 'c']) ids.push((await create({ title })).id);
    await call('PATCH', `${ids[0]}/complete`);
    const bulk = (list: string[]) => lab.call(team, 'POST', '/tasks/bulk/complete', { ids: list });
    expect((await bulk([...ids, newId()])).body.code).toBe('task_not_found');
    expect(await open()).toHaveLength(2);
    expect((await bulk([...ids, ids[1]!])).body).toEqual({ changed: 2 });
    expect((await bulk(ids)).body).toEqual({ changed: 0 });
    expect(await lab.events(team, 'task.completed')).toHaveLength(3);
    await call('PUT', (await create()).id, { status: 'CANCELLED' });
    const [cancelled] = (await lab.call(team, 'GET', '/tasks?status=CANCELLED')).body.data;
    expect((await bulk([cancelled.id])).body.code).toBe('task_cancelled');
  });

  it('are listed by priority, assignee, lateness and series', async () => {
    await create({ title: 'late', dueAt: from(-1), priority: 'URGENT' });
    const mine = await create({
      title: 'mine',
      assignedToId: team.userId,
      recurrence: { frequency: 'DAILY' },
    });
    const titles = async (query: string) =>
      (await lab.call(team, 'GET', `/tasks?${query}`)).body.data.map(({ title }: { title: string }) => title);
    expect(await titles('overdue=true')).toEqual(['late']);
    expect(await titles('overdue=false')).toEqual(['mine']);
    expect(await titles('priority=URGENT,HIGH')).toEqual(['late']);
    expect(await titles('unassigned=true')).toEqual(['late']);
    expect(await titles(`assignedToId=${team.userId}&dueFrom=${from(2)}`)).toEqual(['mine']);
    expect(await titles(`seriesId=${mine.seriesId}`)).toEqual(['mine']);
    expect((await lab.call(team, 'GET', '/tasks?overdue=maybe')).status).toBe(400);
  });

  describe('that repeat', () => {
    const weekly = { recurrence: { frequency: 'WEEKLY' }, dueAt: undefined, zone: 'Europe/Berlin' };

    it('are followed by the next when they are completed, once, with all they had', async () => {
      const more = { priority: 'HIGH', reminders: [60], assignedToId: team.userId };
      const first = await create({ ...weekly, ...more, dueLocal: '2031-10-23T09:00' });
      await Promise.all([1, 2, 3].map(() => call('PATCH', `${first.id}/complete`)));
      const [second, ...others] = await open();
      expect(others).toEqual([]);
      expect(second).toMatchObject({
        ...{ dueLocal: '2031-10-30T09:00', occurrence: 2, seriesId: first.seriesId, title: 'Call', ...more },
        recurrence: { frequency: 'WEEKLY' },
      });
      // The clocks were set back between them.
      expect(Date.parse(second.dueAt) - Date.parse(first.dueAt)).toBe((7 * 24 + 1) * hour);
    });

    it('are followed by nothing more once the first is taken up again, unless somebody worked on it', async () => {
      const first = await create({ ...weekly, dueLocal: '2031-01-09T09:00' });
      await call('PATCH', `${first.id}/complete`);
      await call('PATCH', `${first.id}/uncomplete`);
      expect((await open()).map(({ id }: { id: string }) => id)).toEqual([first.id]);
      await call('PATCH', `${first.id}/complete`);
      const [second] = await open();
      await call('PUT', second.id, { description: 'Prepared.' });
      await call('PATCH', `${first.id}/uncomplete`);
      expect(await open()).toHaveLength(2);
      await call('PATCH', `${first.id}/complete`);
      expect((await open()).map(({ id }: { id: string }) => id)).toEqual([second.id]);
    });

    it('keep their dates when one of them is put off, and begin anew with another rule', async () => {
      const first = await create({ ...weekly, dueLocal: '2031-01-09T09:00' });
      await call('PUT', first.id, { dueLocal: '2031-01-11T12:00' });
      await call('PATCH', `${first.id}/complete`);
      const [second] = await open();
      expect(second.dueLocal).toBe('2031-01-16T09:00');
      await call('PUT', second.id, { recurrence: { frequency: 'MONTHLY' }, dueLocal: '2031-01-31T09:00' });
      await call('PATCH', `${second.id}/complete`);
      const [third] = await open();
      expect(third).toMatchObject({ dueLocal: '2031-02-28T09:00', occurrence: 2 });
      expect(third.seriesId).not.toBe(first.seriesId);
      await call('PUT', third.id, { recurrence: null });
      await call('PATCH', `${third.id}/complete`);
      expect(await open()).toEqual([]);
    });

    it('end with their count', async () => {
      const rule = { frequency: 'DAILY', count: 2 };
      const first = await create({ recurrence: rule });
      await call('PATCH', `${first.id}/complete`);
      const [second] = await open();
      await call('PATCH', `${second.id}/complete`);
      expect(await open()).toEqual([]);
    });
  });

  describe('when their time comes', () => {
    const watch = () =>
      Promise.all([1, 2, 3].map(() => lab.app.get(OverdueTasks, { strict: false }).watch()));
    const lapse = (id: string) =>
      lab.sql(
        `UPDATE task SET created_at = now() - interval '2 hours', due_at = now() - interval '1 hour' WHERE id = $1`,
        [id],
      );

    it('are overdue once, and again after they were put off', async () => {
      const { id } = await create({ assignedToId: team.userId });
      await watch();
      expect(await lab.events(team, 'task.overdue')).toEqual([]);
      await lapse(id);
      await watch();
      await watch();
      expect(await lab.events(team, 'task.overdue')).toEqual([{ taskId: id, leadId, userId: team.userId }]);
      expect((await trail(id)).at(-1)).toMatchObject({ type: 'task.overdue', userId: null });
      await call('PUT', id, { dueAt: from(1) });
      await lapse(id);
      await watch();
      expect(await lab.events(team, 'task.overdue')).toHaveLength(2);
    });

    it('are followed by the next though nobody completed them, where the rule says so', async () => {
      const recurrence = { frequency: 'DAILY', next: 'DUE' };
      const first = await create({ recurrence });
      await create({ title: 'Other', recurrence: { frequency: 'DAILY' } });
      await lab.sql(
        `UPDATE task SET created_at = now() - interval '9 days', due_at = now() - interval '1 hour' WHERE team_id = $1`,
        [team.scope.teamId],
      );
      await watch();
      await eventually(async () => {
        const series = (await lab.call(team, 'GET', `/tasks?seriesId=${first.seriesId}`)).body.data;
        expect(series).toMatchObject([{ id: first.id }, { occurrence: 2, status: 'PENDING' }]);
      });
      expect(await open()).toHaveLength(3);
      await call('PATCH', `${first.id}/complete`);
      await call('PATCH', `${first.id}/uncomplete`);
      expect(await open()).toHaveLength(3);
    });

    const jobs = () =>
      lab.sql<{ id: string; payload: { revision: number }; due: string }>(
        `SELECT id, payload, due_at::text AS due FROM job WHERE team_id = $1 AND name = 'tasks.remind' ORDER BY due_at`,
        [team.scope.teamId],
      );
    const fire = (ids: string[]) =>
      lab.sql(`UPDATE job SET due_at = now(), enqueued_at = NULL, run = run + 1 WHERE id = ANY($1)`, [ids]);
    const done = (ids: string[]) =>
      eventually(async () => {
        const open = await lab.sql(`SELECT FROM job WHERE id = ANY($1) AND state <> 'completed'`, [ids]);
        expect(open).toEqual([]);
      });

    it('are reminded of at the minutes they state, as they stand then', async () => {
      const { id } = await create({ reminders: [10, 60, 10, 2_880], assignedToId: team.userId });
      const planned = await jobs();
      // Two days before is past already.
      expect(planned).toHaveLength(2);
      await fire([planned[0]!.id]);
      await done([planned[0]!.id]);
      expect(await lab.events(team, 'task.reminder_due')).toEqual([
        { taskId: id, leadId, userId: team.userId, revision: 0, minutesBefore: 60 },
      ]);
      await call('PUT', id, { dueAt: from(48) });
      const all = await jobs();
      expect(all.map(({ payload }) => payload.revision).toSorted()).toEqual([0, 0, 1, 1]);
      await fire(planned.slice(1).map((one) => one.id));
      await done(planned.map((one) => one.id));
      expect(await lab.events(team, 'task.reminder_due')).toHaveLength(1);
      await call('PATCH', `${id}/complete`);
      await fire(all.map((one) => one.id));
      await done(all.map((one) => one.id));
      expect(await lab.events(team, 'task.reminder_due')).toHaveLength(1);
    });
  });
});
