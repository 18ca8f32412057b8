import pg from 'pg';
import { Prisma } from '@platform/database';
import type { LeadFilter } from '../audience/lead-filter';
import { compileAudience } from '../audience/compile-audience.sql';
import { leadListSql } from '../lead-list.repository';
import { LEAD_SORTS } from '../lead-sort';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';

/** A team with most of the rows, and others beside it; values are spread independently of one another. */
const teams = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const userId = '00000000-0000-7000-8000-0000000000aa';
const tagId = '00000000-0000-7000-8000-0000000000bb';
/** Beside it one that every lead has: a table of one tag alone is rightly read from end to end. */
const commonTagId = '00000000-0000-7000-8000-0000000000cc';
const rows = 60_000;

const seed = `
  SELECT setseed(0.42);
  INSERT INTO team (id, name, slug, updated_at) SELECT id::uuid, 'T', id, now() FROM unnest(ARRAY['${teams.join("','")}']) AS id;
  INSERT INTO lead (id, team_id, name, email, phone, company, state, status, score, source, stage, assigned_to_id, timezone,
    timezone_source, created_at, updated_at)
  SELECT gen_random_uuid(), (ARRAY['${teams.join("','")}'])[1 + floor(random() * random() * 3)::int]::uuid,
    (ARRAY['Ana','John','Maria','Wei','Omar','Kate'])[1 + (random() * 5)::int] || ' '
      || (ARRAY['Lopez','Smith','Chen','Khan','Miller','Ng'])[1 + (random() * 5)::int] || i,
    'lead' || i || '@example.com', '+1' || (2000000000 + i), CASE WHEN random() < 0.2 THEN 'Acme' || i END,
    (ARRAY['TX','CA','NY','FL','WA'])[1 + (random() * 4)::int],
    (ARRAY['NEW','CONTACTED','QUALIFIED','PROPOSAL','NEGOTIATION','WON','LOST'])[1 + (random() * 6)::int],
    (random() * 100)::int, (ARRAY['website','referral','zillow'])[1 + (random() * 2)::int],
    (ARRAY['buyer','seller'])[1 + (random())::int], CASE WHEN random() < 0.05 THEN '${userId}'::uuid END,
    (ARRAY['America/Chicago','America/New_York'])[1 + (random())::int], 'state',
    now() - random() * interval '300 days', now() - random() * interval '300 days'
  FROM generate_series(1, ${rows}) AS i;
  INSERT INTO tag (id, team_id, name) VALUES ('${tagId}', '${teams[0]}', 'Hot');
  INSERT INTO lead_tag (team_id, lead_id, tag_id)
    SELECT team_id, id, '${tagId}' FROM lead WHERE team_id = '${teams[0]}' AND random() < 0.1;
  INSERT INTO tag (id, team_id, name) VALUES ('${commonTagId}', '${teams[0]}', 'Common');
  INSERT INTO lead_tag (team_id, lead_id, tag_id) SELECT team_id, id, '${commonTagId}' FROM lead WHERE team_id = '${teams[0]}';
  ANALYZE`;

const filters: [string, LeadFilter][] = [
  ['nothing', {}],
  ['one status', { status: ['WON'] }],
  ['two statuses', { status: ['NEW', 'LOST'] }],
  ['stage', { stage: 'buyer' }],
  ['source', { source: 'zillow' }],
  ['a source that is rare', { source: 'nowhere' }],
  ['score from', { minScore: 90 }],
  ['score from and to', { minScore: 40, maxScore: 42 }],
  ['assignee', { assignee: userId }],
  ['unassigned', { assignee: 'unassigned' }],
  ['tag', { tagIds: [tagId] }],
  ['created range', { createdFrom: new Date(Date.now() - 20 * 86_400_000), createdTo: new Date() }],
  ['search', { search: 'lopez123' }],
  ['timezone', { timezone: 'America/Chicago' }],
  ['state', { state: 'TX' }],
  [
    'everything',
    {
      status: ['NEW'],
      source: 'zillow',
      minScore: 10,
      assignee: 'unassigned',
      state: 'TX',
      search: 'lopez1',
    },
  ],
];
const after = {
  createdAt: new Date(Date.now() - 100 * 86_400_000),
  updatedAt: new Date(Date.now() - 100 * 86_400_000),
  name: 'maria',
  score: 50,
};

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

describe('plans of lead lists', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(seed);
    await client.query(
      `SET ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${teams[0]}', false)`,
    );
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function planOf({ text, values }: Prisma.Sql): Promise<string[]> {
    const { rows: plans } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    const nodes: PlanNode[] = [plans[0]!['QUERY PLAN'][0].Plan];
    const found: string[] = [];
    for (let node = nodes.pop(); node; node = nodes.pop()) {
      found.push(`${node['Node Type']}${node['Relation Name'] ? ` on ${node['Relation Name']}` : ''}`);
      nodes.push(...(node.Plans ?? []));
    }
    return found;
  }
  const scansAll = (plan: string[]) =>
    plan.includes('Seq Scan on lead') || plan.includes('Seq Scan on lead_tag');

  it('would notice a sequential scan', async () => {
    expect(scansAll(await planOf(Prisma.sql`SELECT id FROM lead WHERE lower(city) = 'austin'`))).toBe(true);
  });

  describe.each(LEAD_SORTS)('by %s', (sort) => {
    it.each(filters)('filter: %s', async (_name, filter) => {
      for (const direction of ['asc', 'desc'] as const) {
        for (const position of [undefined, { value: after[sort], id: tagId }]) {
          const query = leadListSql({ filter, sort, direction, after: position, limit: 21 });
          const plan = await planOf(query);
          expect({ direction, paged: position !== undefined, plan, scansAll: scansAll(plan) }).toMatchObject({
            scansAll: false,
          });
          // It must also run: EXPLAIN does not look at every cast.
          await client.query(query.text, query.values);
        }
      }
    });

    it('reads a page of everything from the index of its order, unsorted', async () => {
      const plan = await planOf(leadListSql({ filter: {}, sort, direction: 'desc', limit: 21 }));
      expect(plan).toContain('Index Scan on lead');
      // The sort of the page itself: of rows that came in order already.
      expect(plan.filter((node) => node.startsWith('Sort')).length).toBeLessThanOrEqual(2);
    });
  });

  describe.each(LEAD_SORTS)('of a member’s own leads and nobody’s, by %s', (sort) => {
    beforeAll(() =>
      client.query(`SET ROLE brickwork_member; SELECT set_config('brickwork.viewer', '${userId}', false)`),
    );
    afterAll(() => client.query(`SET ROLE brickwork_app; SELECT set_config('brickwork.viewer', '', false)`));

    it.each(filters)('filter: %s', async (_name, filter) => {
      for (const position of [undefined, { value: after[sort], id: tagId }]) {
        const query = leadListSql({
          filter,
          sort,
          direction: 'desc',
          after: position,
          limit: 21,
          viewerId: userId,
        });
        const plan = await planOf(query);
        expect({ paged: position !== undefined, plan, scansAll: scansAll(plan) }).toMatchObject({
          scansAll: false,
        });
        await client.query(query.text, query.values);
      }
    });
  });

  it('looks for what hangs on a lead by the lead', async () => {
    await client.query(
      `SET ROLE brickwork_member; SELECT set_config('brickwork.viewer', '${userId}', false)`,
    );
    for (const table of ['activity', 'message', 'task', 'appointment', 'lead_tag', 'inbound_message']) {
      const plan = await planOf(
        Prisma.sql`SELECT * FROM ${Prisma.raw(table)} WHERE lead_id = ${tagId}::uuid`,
      );
      expect([table, plan.some((node) => node === 'Seq Scan on lead')]).toEqual([table, false]);
    }
    await client.query(`SET ROLE brickwork_app; SELECT set_config('brickwork.viewer', '', false)`);
  });

  it('searches by the trigram index', async () => {
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const text = `lower(' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(company, ''))`;
    const { rows: plan } = await admin.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM lead WHERE team_id = '${teams[0]}' AND ${text} LIKE '%lopez123%' ORDER BY created_at DESC, id DESC LIMIT 1000`,
    );
    await admin.end();
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('Bitmap Index Scan on lead_search');
  });

  it('counts small audiences without reading the table', async () => {
    for (const audience of [{ leadIds: [tagId] }, { filter: { source: 'nowhere' } }]) {
      expect(scansAll(await planOf(compileAudience(audience)))).toBe(false);
    }
  });
});
