import { Tasks } from '@domain/tasks';
import { newId } from '@platform/database';
import { LeadsLab, type TeamOfTest } from '../../leads/test/leads-lab';

describe('tasks', () => {
  let lab: LeadsLab;
  let team: TeamOfTest;
  let tasks: Tasks;
  const dueAt = new Date('2026-03-01T15:00:00Z');

  beforeAll(async () => {
    lab = await LeadsLab.start();
    tasks = lab.app.get(Tasks, { strict: false });
  });
  beforeEach(async () => {
    team = await lab.team();
  });
  afterAll(() => lab.stop());

  const open = (task: Partial<Parameters<Tasks['open']>[1]> = {}) =>
    lab.db.sql(team.scope, (tx) => tasks.open(tx, { title: 'Read the reply', dueAt, ...task }));

  it('opens one task per key while it is open, also at the same moment', async () => {
    const key = { dedupeKey: 'opt-out-review:1' };
    const opened = await Promise.all(Array.from({ length: 10 }, () => open(key)));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    expect(opened.filter(({ created }) => created)).toHaveLength(1);
    expect(await lab.events(team, 'task.opened')).toHaveLength(1);
    const [first] = opened;
    const done = await lab.call(team, 'PATCH', `/tasks/${first!.id}/complete`);
    expect(done.body).toMatchObject({
      id: first!.id,
      status: 'COMPLETED',
      completedAt: expect.any(String),
      priority: 'MEDIUM',
    });
    const again = await lab.call(team, 'PATCH', `/tasks/${first!.id}/complete`);
    expect(again.body.completedAt).toBe(done.body.completedAt);
    expect(await lab.events(team, 'task.completed')).toHaveLength(1);
    const next = await open(key);
    expect(next).toMatchObject({ created: true });
    expect((await open()).id).not.toBe((await open()).id);
  });

  it('lists what is due first, filtered and in pages', async () => {
    const { body: lead } = await lab.call(team, 'POST', '/leads', { name: 'Ana' });
    for (const day of [3, 1, 2])
      await open({ title: `Day ${day}`, dueAt: new Date(Date.UTC(2026, 0, day)), leadId: lead.id });
    const titles = async (query: string) =>
      (await lab.call(team, 'GET', `/tasks?${query}`)).body.data.map(({ title }: { title: string }) => title);
    expect(await titles('')).toEqual(['Day 1', 'Day 2', 'Day 3']);
    expect(await titles(`leadId=${lead.id}&dueBefore=2026-01-03&status=PENDING,IN_PROGRESS`)).toEqual([
      'Day 1',
      'Day 2',
    ]);
    const { body: first } = await lab.call(team, 'GET', '/tasks?limit=2');
    expect(await titles(`limit=2&cursor=${first.nextCursor}`)).toEqual(['Day 3']);
    expect((await lab.call(team, 'GET', '/tasks?status=DONE')).status).toBe(400);
    expect((await lab.call(team, 'GET', `/tasks?assignedToId=${newId()}`)).body.code).toBe('user_not_found');
  });

  it('refuses what is not there, not ours or cancelled', async () => {
    const { id } = await open();
    const stranger = await lab.team();
    for (const [caller, task] of [
      [stranger, id],
      [team, newId()],
    ] as const) {
      expect((await lab.call(caller, 'GET', `/tasks/${task}`)).body.code).toBe('task_not_found');
      expect((await lab.call(caller, 'PATCH', `/tasks/${task}/complete`)).body.code).toBe('task_not_found');
    }
    await lab.sql(`UPDATE task SET status = 'CANCELLED' WHERE id = $1`, [id]);
    const { status, body } = await lab.call(team, 'PATCH', `/tasks/${id}/complete`);
    expect([status, body.code]).toEqual([409, 'task_cancelled']);
  });
});
