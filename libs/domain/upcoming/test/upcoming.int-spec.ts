import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { SqlTx, TenantScope, type Prisma } from '@platform/database';
import { ApiUnderTest, type Person } from '../../../../apps/api/test/api-client';
import { UpcomingService } from '../upcoming.service';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

const day = 86_400_000;
const most = 20;

describe('what is upcoming for a lead', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let teamId: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
    teamId = (await api.get('/api/settings/business', owner)).body.id as string;
    await api.send('PUT', '/api/settings/business', { postalAddress: '1 Main St' }, headers());
  });
  afterAll(() => api.stop());
  afterEach(() => jest.restoreAllMocks());

  const headers = () => ({ authorization: `Bearer ${owner.accessToken}` });
  const lead = async (): Promise<string> => {
    const email = `${randomUUID()}@leads.example`;
    return (await api.post('/api/leads', { name: 'Ana Lopez', email, emailConsent: 'granted' }, owner)).body
      .id;
  };
  const task = (leadId: string, inDays: number, title = 'Call') =>
    api.database.admin.query(
      `INSERT INTO task (id, team_id, title, due_at, lead_id, updated_at)
       VALUES ($1, $2, $3, now() + $4 * interval '1 day', $5, now())`,
      [randomUUID(), teamId, title, inDays, leadId],
    );
  const campaign = async (leadId: string, inDays: number): Promise<string> => {
    const { body } = await api.post(
      '/api/campaigns',
      {
        ...{
          name: `In ${inDays} days`,
          type: 'EMAIL',
          subject: 'Hi {{lead.firstName}}',
          body: '<p>Hello</p>',
        },
        audience: { leadIds: [leadId] },
        scheduledAt: new Date(Date.now() + inDays * day).toISOString(),
      },
      owner,
    );
    expect((await api.post(`/api/campaigns/${body.id}/launch`, {}, owner)).status).toBe(200);
    return body.id as string;
  };
  const booking = async (leadId: string, inDays: number): Promise<void> => {
    const startAt = new Date(Date.now() + inDays * day).toISOString();
    const body = { title: 'Tour', type: 'SHOWING', startAt, leadId, invite: false, allowConflict: true };
    expect((await api.post('/api/appointments', body, owner)).status).toBe(201);
  };
  const workflow = async (name: string, definition: object): Promise<string> => {
    const nodes = {
      call: {
        kind: 'CREATE_TASK',
        title: 'Call {{lead.name}}',
        dueIn: { amount: 1, unit: 'hours' },
        next: 'end',
      },
      end: { kind: 'END' },
    };
    const rest = { reentry: { mode: 'always' }, exit: [], start: 'call', nodes };
    const { body } = await api.post(
      '/api/workflows',
      { name, definition: { ...rest, ...definition } },
      owner,
    );
    const published = await api.post(
      `/api/workflows/${body.id}/publish`,
      { running: 'finish', activate: true },
      owner,
    );
    expect(published.status).toBe(201);
    return body.id as string;
  };
  const upcoming = async (leadId: string, query = '') =>
    (await api.get(`/api/leads/${leadId}/upcoming${query}`, owner)).body;

  it('is nothing for a lead for whom nothing is planned', async () => {
    const answer = await upcoming(await lead());
    expect(answer).toMatchObject({ data: [], nextCursor: null, complete: true });
    expect(Date.parse(answer.until) - Date.parse(answer.from)).toBe(30 * day);
  });

  it('holds tasks that are overdue, and nothing behind 30 days, of others, or done', async () => {
    const [leadId, other] = [await lead(), await lead()];
    await task(leadId, -2, 'Overdue');
    await task(leadId, 29, 'Late');
    await task(leadId, 31, 'Too late');
    await task(other, 1, 'Of another');
    await campaign(leadId, 40);
    await booking(leadId, 45);
    const { data } = await upcoming(leadId);
    expect(data.map(({ title }: { title: string }) => title)).toEqual(['Overdue', 'Late']);
  });

  it('shows a campaign as the lead would get it, and no more once it is cancelled', async () => {
    const leadId = await lead();
    const id = await campaign(leadId, 3);
    const { data } = await upcoming(leadId);
    expect(data).toMatchObject([
      {
        key: `campaign:${id}`,
        title: 'Hi Ana',
        source: { kind: 'campaign', id, name: 'In 3 days' },
        message: { id: null, channel: 'EMAIL', outcome: 'sends', reason: 'allowed' },
        provisional: true,
      },
    ]);
    await api.post(`/api/campaigns/${id}/cancel`, {}, owner);
    expect((await upcoming(leadId)).data).toEqual([]);
  });

  it('follows an appointment that is moved', async () => {
    const leadId = await lead();
    await booking(leadId, 5);
    const [reminder] = (await upcoming(leadId)).data;
    expect(reminder).toMatchObject({ source: { kind: 'appointment', name: 'Tour' }, title: 'Tour' });
    const startAt = new Date(Date.now() + 9 * day).toISOString();
    await api.send('PUT', `/api/appointments/${reminder.source.id}`, { startAt }, headers());
    const { data } = await upcoming(leadId);
    expect(Date.parse(data[0].dueAt) - Date.parse(reminder.dueAt)).toBeGreaterThan(3.9 * day);
  });

  it('tells which workflows a clock and a date will begin, as the lead is just now', async () => {
    const leadId = await lead();
    const monthly = await workflow('Monthly', {
      trigger: {
        ...{ type: 'TIME_BASED', cron: '0 15 * * 1', zone: 'America/New_York' },
        filter: { source: 'portal' },
      },
      reentry: { mode: 'never' },
    });
    const birthday = await workflow('Moved in', {
      trigger: { type: 'DATE_FIELD', field: 'custom.moved_in', offsetDays: -2, at: '10:00', yearly: true },
    });
    const items = async () =>
      (await upcoming(leadId)).data.map((item: Record<string, unknown>) => [
        item.kind,
        item.title,
        item.provisional,
      ]);
    expect(await items()).toEqual([]);
    const movedIn = new Date(Date.now() - 360 * day).toISOString().slice(0, 10);
    await api.send(
      'PUT',
      `/api/leads/${leadId}`,
      { source: 'portal', customFields: { moved_in: movedIn } },
      headers(),
    );
    expect(await items()).toEqual(
      expect.arrayContaining([
        ...[
          ['entry', 'Monthly', true],
          ['task', 'Call Ana Lopez', true],
        ],
        ...[
          ['entry', 'Moved in', true],
          ['task', 'Call Ana Lopez', true],
        ],
      ]),
    );
    // Once is enough for the one; the other is not its day for a year.
    expect(await items()).toHaveLength(4);
    const { data } = await upcoming(leadId);
    const entry = data.find(({ title }: { title: string }) => title === 'Moved in');
    expect(entry).toMatchObject({
      source: { kind: 'workflow', id: birthday, name: 'Moved in' },
      key: `entry:${birthday}:${Date.parse(entry.at)}`,
    });
    await api.send('PATCH', `/api/workflows/${birthday}/toggle`, { active: false }, headers());
    await api.post(`/api/workflows/${monthly}/enrol`, { leadIds: [leadId] }, owner);
    // It has been in the one, and the other is off.
    expect((await upcoming(leadId)).data.filter(({ kind }: { kind: string }) => kind === 'entry')).toEqual(
      [],
    );
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    const leadId = await lead();
    for (let n = 1; n <= 7; n += 1) await task(leadId, n, `T${n}`);
    await campaign(leadId, 2);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await upcoming(leadId, `?limit=3${cursor}`);
      seen.push(...page.data.map(({ key }: { key: string }) => key));
      cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : '';
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([8, 8]);
    expect((await api.get(`/api/leads/${leadId}/upcoming?cursor=nonsense`, owner)).status).toBe(400);
  });

  it('is not for a key that may only read leads', async () => {
    const leadId = await lead();
    const { body } = await api.post('/api/api-keys', { name: 'Site', scopes: ['leads:read'] }, owner);
    const answer = await api.send('GET', `/api/leads/${leadId}/upcoming`, undefined, {
      'x-api-key': body.key as string,
    });
    expect(answer.status).toBe(403);
  });

  it('takes the same few statements for much as for little, each by an index', async () => {
    const [little, much] = [await lead(), await lead()];
    for (const [leadId, times] of [
      [little, 1],
      [much, 6],
    ] as const) {
      for (let n = 1; n <= times; n += 1) {
        await task(leadId, n);
        await campaign(leadId, n);
        await booking(leadId, n + 1);
      }
    }
    await workflow('All on Fridays', {
      trigger: { type: 'TIME_BASED', cron: '0 9 * * 5', zone: 'UTC', filter: {} },
    });
    await workflow('Ten days on', {
      trigger: { type: 'DATE_FIELD', field: 'createdAt', offsetDays: 10, at: '09:00' },
    });
    await crowd();
    const service = api.api.app.get(UpcomingService);
    const countOf = async (leadId: string) => {
      const statements = watch();
      await service.ofLead(TenantScope.of(teamId), leadId, { limit: 100 });
      jest.restoreAllMocks();
      return statements;
    };
    // Versions are kept once read.
    await countOf(little);
    const [few, many] = [await countOf(little), await countOf(much)];
    expect(many).toHaveLength(few.length);
    expect(many.length).toBeLessThanOrEqual(most);
    expect(await scannedBy(many)).toEqual([]);
  });

  /** Other leads' things, so that reading a whole table would be a choice. */
  async function crowd(): Promise<void> {
    const source = randomUUID();
    await api.database.admin.query(`
      INSERT INTO task (id, team_id, title, due_at, lead_id, updated_at)
        SELECT gen_random_uuid(), '${teamId}', 'x', now(), gen_random_uuid(), now() FROM generate_series(1, 5000);
      INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at)
        SELECT gen_random_uuid(), '${teamId}', 'EMAIL', 'marketing', '${source}', 'x', '${source}', gen_random_uuid(),
          'x' || n, now() FROM generate_series(1, 5000) AS n;
      INSERT INTO appointment_reminder (id, team_id, appointment_id, revision, offset_minutes, channel, recipient, start_at,
          due_at, useful_minutes, quiet_hours)
        SELECT gen_random_uuid(), team_id, id, 0, n, 'EMAIL', 'lead:' || gen_random_uuid(), now(), now(), 60, 'HOLD'
        FROM (SELECT id, team_id FROM appointment LIMIT 1) AS a, generate_series(1, 5000) AS n;
      INSERT INTO lead (id, team_id, name, updated_at)
        SELECT gen_random_uuid(), '${teamId}', 'x', now() FROM generate_series(1, 5000);
      ANALYZE`);
  }

  function watch(): Prisma.Sql[] {
    const statements: Prisma.Sql[] = [];
    const rows = SqlTx.prototype.rows;
    jest.spyOn(SqlTx.prototype, 'rows').mockImplementation(function (this: SqlTx, shape, statement) {
      statements.push(statement);
      return rows.call(this, shape, statement) as never;
    });
    return statements;
  }

  const large = new Set([
    ...['task', 'message', 'appointment_reminder', 'appointment', 'lead', 'workflow_run', 'workflow_entry'],
  ]);

  async function scannedBy(statements: readonly Prisma.Sql[]): Promise<string[]> {
    const client = await api.database.admin.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `SET LOCAL ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${teamId}', true)`,
      );
      // What is read row by row all the same has no index to be found by.
      await client.query('SET LOCAL enable_seqscan = off');
      const scanned: string[] = [];
      for (const { text, values } of statements) {
        const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `EXPLAIN (FORMAT JSON) ${text}`,
          values,
        );
        const nodes: PlanNode[] = [rows[0]!['QUERY PLAN'][0].Plan];
        for (let node = nodes.pop(); node; node = nodes.pop()) {
          const table = node['Relation Name'] ?? '';
          if (node['Node Type'] === 'Seq Scan' && large.has(table)) scanned.push(`${table}: ${text}`);
          nodes.push(...(node.Plans ?? []));
        }
      }
      return scanned;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
});
