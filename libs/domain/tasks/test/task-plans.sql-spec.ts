import pg from 'pg';
import { CrossTeamScope, TenantScope, type SqlTx } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { tablesScanned } from '../../../../test/support/plans';
import { OverdueTasksRepository } from '../overdue-tasks.repository';
import type { TaskFilter } from '../task';
import { TasksRepository } from '../tasks.repository';

const teamId = '00000000-0000-7000-8000-000000000001';
const [userId, leadId, seriesId] = ['aa', 'bb', 'cc'].map(
  (end) => `00000000-0000-7000-8000-0000000000${end}`,
);
const other = '00000000-0000-7000-8000-000000000002';
const scope = TenantScope.of(teamId);

/** Two years of tasks of two teams, most of them done. */
const seed = `
  INSERT INTO team (id, name, slug, updated_at) VALUES ('${teamId}', 'T', 't', now());
  INSERT INTO task (id, team_id, title, due_at, status, priority, assigned_to_id, lead_id, series_id, occurrence, overdue_at, created_at, updated_at)
  SELECT brickwork_uuid7(), CASE WHEN n % 2 = 0 THEN '${teamId}'::uuid ELSE '${other}'::uuid END, 'Call',
    now() + (n - 28000) * interval '30 minutes', CASE WHEN n < 27900 THEN 'COMPLETED' ELSE 'PENDING' END,
    (ARRAY['LOW', 'MEDIUM', 'HIGH', 'URGENT'])[1 + n % 4], CASE WHEN n % 20 = 0 THEN '${userId}'::uuid ELSE gen_random_uuid() END,
    CASE WHEN n % 40 = 0 THEN '${leadId}'::uuid ELSE gen_random_uuid() END, CASE WHEN n % 400 = 0 THEN '${seriesId}'::uuid END, n,
    CASE WHEN n < 27990 THEN now() END, now() - interval '800 days', now()
  FROM generate_series(1, 30000) AS n;
  ANALYZE task`;

describe('plans of the statements about tasks', () => {
  let database: TestDatabase;
  let client: pg.Client;
  const tasks = new TasksRepository();
  const overdue = new OverdueTasksRepository();

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(seed);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const scannedBy = async (
    work: (tx: SqlTx) => Promise<unknown>,
    as: TenantScope | CrossTeamScope = scope,
  ): Promise<string[]> => (await tablesScanned(client, as, work)).filter((table) => table === 'task');

  const after = { dueAt: new Date(), id: userId! };
  const filters: TaskFilter[] = [
    {},
    { leadId },
    { assignedToId: userId },
    { assignedToId: userId, status: ['PENDING', 'IN_PROGRESS'] },
    { status: ['PENDING'], dueBefore: new Date() },
    { overdue: true },
    { seriesId },
    { leadId, priority: ['URGENT'] },
  ];
  it.each(filters)('list by an index: %j', async (filter) => {
    expect(await scannedBy((tx) => tasks.list(tx, filter, undefined, 21))).toEqual([]);
    expect(await scannedBy((tx) => tasks.list(tx, filter, after, 21))).toEqual([]);
  });

  it('find what falls due among all that is done by an index', async () => {
    expect(await scannedBy((tx) => overdue.teams(tx), CrossTeamScope.system)).toEqual([]);
    expect(await scannedBy((tx) => overdue.mark(tx, 500))).toEqual([]);
  });

  it('find the tasks of a lead, their keys and their followers by an index', async () => {
    const piece = { before: { at: new Date(), id: userId! }, limit: 21 };
    expect(await scannedBy((tx) => tasks.latestOf(tx, leadId!, piece))).toEqual([]);
    expect(await scannedBy((tx) => tasks.findOpenByKey(tx, 'review:1'))).toEqual([]);
    const [one] = await scannedTask();
    expect(await scannedBy((tx) => tasks.withdrawNext(tx, one!))).toEqual([]);
  });

  it('would notice a table that is read from end to end', async () => {
    const text = `SELECT id FROM task WHERE title = 'x'`;
    expect(await scannedBy((tx) => tx.execute({ text, values: [] } as never))).toEqual(['task']);
  });

  const scannedTask = async () => {
    let found: Awaited<ReturnType<TasksRepository['list']>> = [];
    await tablesScanned(client, scope, async (tx) => {
      found = await tasks.list(tx, { seriesId }, undefined, 1);
    });
    return found;
  };
});
