import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import pg from 'pg';
import { newId, SqlTx, TenantScope } from '@platform/database';
import { ApiUnderTest, type Person } from '../../../../apps/api/test/api-client';
import { tablesScanned } from '../../../../test/support/plans';
import { TimelineService } from '../timeline.service';

type Item = Record<string, any>; // eslint-disable-line -- a test reads whatever the route answered

const minute = 60_000;
const most = 9;

describe('the timeline of a lead', () => {
  let api: ApiUnderTest;
  let owner: Person;
  let teamId: string;
  let userId: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    owner = await api.owner();
    teamId = (await api.get('/api/settings/business', owner)).body.id as string;
    userId = (
      await query<{ id: string }>(`SELECT user_id AS id FROM membership WHERE team_id = $1`, [teamId])
    )[0]!.id;
  });
  afterAll(() => api.stop());
  afterEach(() => jest.restoreAllMocks());

  const query = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await api.database.admin.query(text, values)).rows as T[];
  const post = async (path: string, body: object): Promise<Item> => {
    const answer = await api.post(`/api${path}`, body, owner);
    expect([answer.status, answer.body.code]).toEqual([201, undefined]);
    return answer.body as Item;
  };
  const lead = async (): Promise<string> =>
    (await post('/leads', { name: 'Ana Lopez', email: `${randomUUID()}@leads.example` })).id as string;
  const get = async (leadId: string, query = '') =>
    (await api.get(`/api/leads/${leadId}/timeline${query}`, owner)).body;
  const keys = (items: Item[]) => items.map(({ kind, id }) => `${kind} ${id}`);
  async function all(leadId: string, limit: number, query = ''): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ;) {
      const page = await get(leadId, `?limit=${limit}${query}${cursor}`);
      expect(page.data.length).toBeLessThanOrEqual(limit);
      items.push(...page.data);
      if (!page.nextCursor) return items;
      cursor = `&cursor=${page.nextCursor}`;
    }
  }

  /** A mail to the lead and an answer, as they lie in the ledger. */
  async function correspond(leadId: string, ids = [newId(), newId()]): Promise<string[]> {
    const content = newId();
    await query(
      `INSERT INTO message_content (id, team_id, channel, subject, text) VALUES ($1, $2, 'EMAIL', 'Hi {{lead.firstName}}', 'x')`,
      [content, teamId],
    );
    await query(
      `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, to_address, dedupe_key, due_at, state)
       VALUES ($1, $2, 'EMAIL', 'marketing', $3, 'campaign', $3, $4, 'ana@leads.example', $5, now(), 'delivered')`,
      [ids[0], teamId, content, leadId, newId()],
    );
    await query(
      `INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, body, provider_id)
       VALUES ($1, $2, 'SMS', '+15125550100', '+15125550101', $3, 'Is it still for sale?', $4)`,
      [ids[1], teamId, leadId, newId()],
    );
    return ids;
  }
  const appointment = (leadId: string, inMinutes: number) =>
    post('/appointments', {
      ...{ title: 'Tour', type: 'SHOWING', leadId, invite: false, allowConflict: true },
      startAt: new Date(Date.now() + inMinutes * minute).toISOString(),
    });
  const task = (leadId: string, inMinutes: number) =>
    post('/tasks', { title: 'Call', leadId, dueAt: new Date(Date.now() + inMinutes * minute).toISOString() });

  it('holds every kind once, the latest first, with who and what', async () => {
    const leadId = await lead();
    const note = await post(`/leads/${leadId}/notes`, { content: `Ask @[Jo](${userId})` });
    const [sent, received] = await correspond(leadId);
    const tour = await appointment(leadId, 120);
    const call = await task(leadId, 60);
    await api.send('PATCH', `/api/leads/${leadId}/status`, { status: 'CONTACTED' }, bearer());
    const { data, people, nextCursor } = await get(leadId);
    expect(nextCursor).toBeNull();
    expect(keys(data).slice(0, 2)).toEqual([`appointment ${tour.id}`, `task ${call.id}`]);
    expect(data.map(({ kind, activity }: Item) => activity?.type ?? kind)).toEqual([
      'appointment',
      'task',
      'lead.status_changed',
      'message',
      'message',
      'note',
      'lead.created',
    ]);
    const one = (id: string) => data.find((item: Item) => item.id === id);
    expect(one(note.id)).toMatchObject({
      text: `Ask @[Jo](${userId})`,
      userId,
      note: { mentions: [userId] },
    });
    expect(one(sent!)).toMatchObject({
      ...{ title: 'Hi Ana', text: null, userId: null },
      message: { direction: 'out', channel: 'EMAIL', state: 'delivered', sourceKind: 'campaign' },
    });
    expect(one(received!)).toMatchObject({
      text: 'Is it still for sale?',
      message: { direction: 'in', channel: 'SMS', state: 'received', address: '+15125550100' },
    });
    expect(one(tour.id)).toMatchObject({ title: 'Tour', userId, appointment: { status: 'SCHEDULED' } });
    expect(one(call.id)).toMatchObject({ title: 'Call', userId: null, task: { status: 'PENDING' } });
    expect(data[2]).toMatchObject({
      ...{ userId, activity: { changes: { status: { from: 'NEW', to: 'CONTACTED' } } } },
    });
    expect(people).toEqual([{ id: userId, name: expect.any(String) }]);
    for (const item of data)
      expect(['note', 'activity', 'message', 'appointment', 'task'].filter((kind) => item[kind])).toEqual([
        item.kind,
      ]);
  });

  it('comes in pages of any size that neither repeat nor leave out, also where instants are the same', async () => {
    const leadId = await lead();
    const at = '2026-05-05T12:00:00Z';
    for (let n = 0; n < 4; n += 1) {
      await post(`/leads/${leadId}/notes`, { content: `${n}` });
      await appointment(leadId, n);
      await task(leadId, n);
      await correspond(leadId);
    }
    const sameInstant = new Date(at).getTime().toString(16).padStart(12, '0');
    const idAt = () => `${sameInstant.slice(0, 8)}-${sameInstant.slice(8)}${newId().slice(13)}`;
    await correspond(leadId, [idAt(), idAt()]);
    for (const [table, change] of [
      ['note', 'created_at = $1'],
      ['activity', 'created_at = $1'],
      ['task', 'due_at = $1'],
      ['appointment', `start_at = $1, end_at = $1::timestamptz + interval '1 hour'`],
    ])
      await query(
        `UPDATE ${table} SET ${change} WHERE id IN (SELECT id FROM ${table} WHERE lead_id = $2 LIMIT 3)`,
        [at, leadId],
      );
    const whole = await all(leadId, 100);
    expect(new Set(keys(whole)).size).toBe(whole.length);
    expect(whole.filter((item) => Date.parse(item.at) === Date.parse(at)).length).toBeGreaterThan(9);
    for (const limit of [1, 2, 3, 7]) expect(keys(await all(leadId, limit))).toEqual(keys(whole));
    const instants = whole.map((item) => Date.parse(item.at));
    expect(instants).toEqual(instants.toSorted((a, b) => b - a));
  });

  it('does not repeat or lose what was there when more is written between two pages', async () => {
    const leadId = await lead();
    for (let n = 0; n < 6; n += 1) await post(`/leads/${leadId}/notes`, { content: `${n}` });
    const first = await get(leadId, '?limit=3&kinds=note');
    await post(`/leads/${leadId}/notes`, { content: 'new' });
    const second = await get(leadId, `?limit=3&kinds=note&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ text }: Item) => text)).toEqual([
      '5',
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
  });

  it('is narrowed to kinds and to a time', async () => {
    const leadId = await lead();
    await post(`/leads/${leadId}/notes`, { content: 'x' });
    await correspond(leadId);
    await appointment(leadId, 60);
    await task(leadId, -60);
    const kinds = async (query: string) => (await get(leadId, query)).data.map(({ kind }: Item) => kind);
    expect(await kinds('?kinds=note,task')).toEqual(['note', 'task']);
    expect(await kinds('?kinds=message&kinds=appointment')).toEqual(['appointment', 'message', 'message']);
    const now = new Date(Date.now() + 1_000).toISOString();
    expect(await kinds(`?from=${now}`)).toEqual(['appointment']);
    expect(await kinds(`?to=${now}`)).toEqual(['message', 'message', 'note', 'activity', 'task']);
    expect(await kinds('?to=1960-01-01')).toEqual([]);
    for (const wrong of ['?kinds=call', '?cursor=nonsense', '?from=yesterday', '?colour=red'])
      expect((await api.get(`/api/leads/${leadId}/timeline${wrong}`, owner)).status).toBe(400);
    const forged = Buffer.from(JSON.stringify([Date.now(), 'call', newId()])).toString('base64url');
    expect((await get(leadId, `?cursor=${forged}`)).errors).toMatchObject([{ code: 'cursor_invalid' }]);
  });

  it('is the team’s own, and not for a key that may only read leads', async () => {
    const leadId = await lead();
    const stranger = await api.owner();
    const answer = await api.get(`/api/leads/${leadId}/timeline`, stranger);
    expect([answer.status, answer.body.code]).toEqual([404, 'lead_not_found']);
    const { body } = await api.post('/api/api-keys', { name: 'Site', scopes: ['leads:read'] }, owner);
    const path = `/api/leads/${leadId}/timeline`;
    expect((await api.send('GET', path, undefined, { 'x-api-key': body.key as string })).status).toBe(403);
  });

  it('takes the same few statements for a long life as for a short one, on every page, each by an index', async () => {
    const [short, long] = [await lead(), await lead()];
    await correspond(short);
    await live(long);
    const scope = TenantScope.of(teamId);
    const timeline = api.api.app.get(TimelineService);
    const count = async (leadId: string, cursor?: string) => {
      const rows = jest.spyOn(SqlTx.prototype, 'rows');
      const page = await timeline.ofLead(scope, leadId, {}, { limit: 50, cursor });
      const statements = rows.mock.calls.length;
      jest.restoreAllMocks();
      return { statements, cursor: page.nextCursor ?? undefined };
    };
    const first = await count(long);
    const second = await count(long, first.cursor);
    expect((await count(short)).statements).toBeLessThanOrEqual(most);
    expect(first.statements).toBeLessThanOrEqual(most);
    expect(second.statements).toBe(first.statements);
    const client = new pg.Client({ connectionString: api.database.url });
    await client.connect();
    try {
      for (const cursor of [undefined, first.cursor]) {
        const explained = jest.spyOn(timeline['database'], 'sql');
        const scanned = await tablesScanned(client, scope, async (tx) => {
          explained.mockImplementation((_scope, work) => work(tx as never) as never);
          await timeline.ofLead(scope, long, {}, { limit: 50, cursor });
        });
        explained.mockRestore();
        const large = ['note', 'activity', 'message', 'inbound_message', 'appointment', 'task', 'lead'];
        expect(scanned.filter((table) => large.includes(table))).toEqual([]);
      }
    } finally {
      await client.end();
    }
  });

  const bearer = () => ({ authorization: `Bearer ${owner.accessToken}` });

  /** A thousand of everything about one lead, and ten times as much about others. */
  async function live(leadId: string): Promise<void> {
    const content = newId();
    await query(
      `INSERT INTO message_content (id, team_id, channel, subject, text) VALUES ($1, $2, 'EMAIL', 'Hi {{lead.firstName}}', 'x')`,
      [content, teamId],
    );
    const many = `FROM generate_series(1, 11000) AS n`;
    const whose = `CASE WHEN n % 11 = 0 THEN '${leadId}'::uuid ELSE gen_random_uuid() END`;
    const when = `now() - n * interval '1 minute'`;
    await api.database.admin.query(`
      INSERT INTO lead (id, team_id, name, updated_at) SELECT gen_random_uuid(), '${teamId}', 'x', now() ${many};
      INSERT INTO note (id, team_id, lead_id, content, created_at, updated_at)
        SELECT brickwork_uuid7(), '${teamId}', l.id, 'x', now(), now() FROM (SELECT id FROM lead LIMIT 5000) AS l;
      INSERT INTO note (id, team_id, lead_id, content, created_at, updated_at)
        SELECT brickwork_uuid7(), '${teamId}', '${leadId}', 'x', ${when}, now() FROM generate_series(1, 1000) AS n;
      INSERT INTO activity (id, team_id, type, title, lead_id, created_at)
        SELECT brickwork_uuid7(), '${teamId}', 'lead.updated', 'x', ${whose}, ${when} ${many};
      INSERT INTO task (id, team_id, title, due_at, lead_id, updated_at)
        SELECT brickwork_uuid7(), '${teamId}', 'x', ${when}, ${whose}, now() ${many};
      INSERT INTO appointment (id, team_id, title, type, status, start_at, end_at, zone, host_id, lead_id, message_source_id,
          invite_source_id, updated_at)
        SELECT brickwork_uuid7(), '${teamId}', 'x', 'SHOWING', 'COMPLETED', ${when}, ${when} + interval '30 minutes', 'UTC', '${userId}',
          ${whose}, gen_random_uuid(), gen_random_uuid(), now() ${many};
      INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, body, provider_id)
        SELECT brickwork_uuid7(), '${teamId}', 'SMS', 'x', 'x', ${whose}, 'x', 'many' || n ${many};
      INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at)
        SELECT brickwork_uuid7(), '${teamId}', 'EMAIL', 'marketing', '${content}', 'x', '${content}', ${whose}, 'many' || n, now() ${many};
      ANALYZE`);
  }
});
