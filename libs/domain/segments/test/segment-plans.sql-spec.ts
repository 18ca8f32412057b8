import pg from 'pg';
import type { Condition } from '@domain/conditions';
import { Prisma } from '@platform/database';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { compileCondition } from '../compile/compile-condition.sql';

const teams = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const [teamId] = teams as [string];
const userId = '00000000-0000-7000-8000-0000000000aa';
const tagId = '00000000-0000-7000-8000-0000000000bb';

/** A third of the rows are the team's; what is looked for is some of them, as in a segment that is worth saving. */
const seed = `
  SELECT setseed(0.42);
  INSERT INTO team (id, name, slug, updated_at) SELECT id::uuid, 'T', id, now() FROM unnest(ARRAY['${teams.join("','")}']) AS id;
  INSERT INTO custom_field (id, team_id, key, label, type) VALUES (gen_random_uuid(), '${teamId}', 'budget', 'B', 'number');
  INSERT INTO lead (id, team_id, name, state, status, score, source, stage, assigned_to_id, timezone, custom_fields, created_at, updated_at)
  SELECT gen_random_uuid(), (ARRAY['${teams.join("','")}'])[1 + i % 3]::uuid, 'Lead ' || i, (ARRAY['TX','CA','NY','FL','WA'])[1 + (random() * 4)::int],
    (ARRAY['NEW','NEW','CONTACTED','WON'])[1 + (random() * 3)::int], (random() * 100)::int, 'Source ' || i % 200, 'Stage ' || i % 100,
    CASE WHEN random() < 0.05 THEN '${userId}'::uuid END, 'America/Chicago', jsonb_build_object('budget', i % 2000),
    now() - random() * interval '300 days', now()
  FROM generate_series(1, 30000) AS i;
  INSERT INTO tag (id, team_id, name) VALUES ('${tagId}', '${teamId}', 'Hot'), (gen_random_uuid(), '${teamId}', 'Common');
  INSERT INTO lead_tag (team_id, lead_id, tag_id)
    SELECT lead.team_id, lead.id, tag.id FROM lead JOIN tag ON tag.team_id = lead.team_id WHERE tag.name = 'Common' OR random() < 0.05;
  INSERT INTO lead_score (lead_id, team_id, overall, engagement, behaviour, profile, band, rule_version, computed_at)
    SELECT id, team_id, score, score, score, score, CASE WHEN score > 95 THEN 'Hot' ELSE 'Cold' END, 1, now() FROM lead;
  INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, lead_id, dedupe_key, due_at, state, accepted_at, opened_at)
    SELECT gen_random_uuid(), team_id, 'EMAIL', 'marketing', team_id, 'campaign', team_id, id, id::text || n, now(), 'delivered', now(), now()
    FROM lead, generate_series(1, 1) n`;

const indexed: [string, Condition][] = [
  ['a status', { fact: 'lead.status', op: 'eq', value: 'WON' }],
  ['a source, in whatever case', { fact: 'lead.source', op: 'eq', value: 'source 7' }],
  ['stages', { fact: 'lead.stage', op: 'in', value: ['stage 1', 'Stage 2'] }],
  ['a score', { fact: 'lead.score', op: 'gte', value: 90 }],
  ['an owner', { fact: 'lead.assignedToId', op: 'eq', value: userId }],
  ['the time they came', { fact: 'lead.createdAt', op: 'in_last_days', value: 14 }],
  ['a period', { fact: 'lead.createdAt', op: 'in_period', value: 'this_week' }],
  ['a tag', { fact: 'lead.tagIds', op: 'has', value: tagId }],
  ['a custom number', { fact: 'lead.custom.budget', op: 'between', value: [100, 120] }],
  [
    'several at once',
    {
      all: [
        { fact: 'lead.status', op: 'eq', value: 'NEW' },
        { fact: 'lead.source', op: 'eq', value: 'source 7' },
        { not: { fact: 'lead.tagIds', op: 'has', value: tagId } },
        { fact: 'messages.openedOfLast.5', op: 'eq', value: 0 },
      ],
    },
  ],
];

interface PlanNode {
  'Relation Name'?: string;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Leads that were read and were not meant. */
const readInVain = (node: PlanNode): number =>
  (node['Relation Name'] === 'lead' ? (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'] : 0) +
  (node.Plans ?? []).reduce((sum, child) => sum + readInVain(child), 0);

describe('plans of segments', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(seed);
    await client.query('VACUUM ANALYZE');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function inVain(condition: Prisma.Sql): Promise<number> {
    const { text, values } =
      Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON) SELECT count(*) FROM lead WHERE ${condition}`;
    await client.query(
      `BEGIN; SET LOCAL ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${teamId}', true)`,
    );
    try {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(text, values);
      return readInVain(rows[0]!['QUERY PLAN'][0].Plan);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each(indexed)(
    '%s: the leads that are meant are found, and hardly any other is read',
    async (_name, condition) =>
      expect(
        await inVain(compileCondition(condition, { now: new Date(), zone: 'America/Chicago' })),
      ).toBeLessThan(1_000),
  );

  it('an expression over the column instead reads all leads of the team', async () =>
    expect(await inVain(Prisma.sql`lower(lead.source) = 'source 7'`)).toBeGreaterThan(9_000));
});
