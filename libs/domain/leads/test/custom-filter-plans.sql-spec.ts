import pg from 'pg';
import { Prisma } from '@platform/database';
import { compileAudience } from '../audience/compile-audience.sql';
import type { LeadFilter } from '../audience/lead-filter';
import { leadListSql } from '../lead-list.repository';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';

const team = '00000000-0000-7000-8000-000000000001';
const other = '00000000-0000-7000-8000-000000000002';

/** Leads of two teams whose values are many and rare, and few and common. */
const seed = `
  INSERT INTO team (id, name, slug, updated_at) SELECT id::uuid, 'T', id, now() FROM unnest(ARRAY['${team}', '${other}']) AS id;
  INSERT INTO custom_field (id, team_id, key, label, type)
    SELECT gen_random_uuid(), t::uuid, key, key, type FROM unnest(ARRAY['${team}', '${other}']) t,
      (VALUES ('budget', 'number'), ('closing', 'date'), ('area', 'text')) AS field(key, type);
  INSERT INTO lead (id, team_id, name, custom_fields, created_at, updated_at)
    SELECT gen_random_uuid(), (ARRAY['${team}', '${other}'])[1 + i % 2]::uuid, 'Lead ' || i,
      jsonb_build_object('budget', i, 'closing', (date '2020-01-01' + i % 3000)::text, 'area', 'Area ' || i % 2000),
      now() - i * interval '1 minute', now()
    FROM generate_series(1, 40000) AS i;
  ANALYZE`;

const rare: [string, LeadFilter['custom']][] = [
  ['a text', [{ key: 'area', operator: 'is', value: 'AREA 7' }]],
  ['any of two texts', [{ key: 'area', operator: 'any_of', value: ['Area 7', 'Area 9'] }]],
  ['a number', [{ key: 'budget', operator: 'is', value: 4_711 }]],
  [
    'numbers between',
    [
      { key: 'budget', operator: 'from', value: 100 },
      { key: 'budget', operator: 'to', value: '200' },
    ],
  ],
  ['days from', [{ key: 'closing', operator: 'from', value: '2028-03-15' }]],
];

interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

function rowsOf(node: PlanNode): number {
  const seen =
    node['Relation Name'] === 'lead' || node['Relation Name'] === 'lead_custom_value'
      ? (node['Actual Rows'] +
          (node['Rows Removed by Filter'] ?? 0) +
          (node['Rows Removed by Index Recheck'] ?? 0)) *
        node['Actual Loops']
      : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), seen);
}

describe('plans of filters on custom fields', () => {
  let database: TestDatabase;
  let client: pg.Client;

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

  /** How many rows of leads and of their values are looked at, taken or not, as a unit of work of the team. */
  async function looksAt({ text, values }: Prisma.Sql): Promise<number> {
    await client.query(
      `BEGIN; SET LOCAL ROLE brickwork_app; SELECT set_config('brickwork.team_id', '${team}', true)`,
    );
    try {
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      return rowsOf(rows[0]!['QUERY PLAN'][0].Plan);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each(rare)('%s: a few rows are looked at', async (_name, custom) => {
    const page = leadListSql({ filter: { custom }, sort: 'createdAt', direction: 'desc', limit: 21 });
    expect(await looksAt(page)).toBeLessThan(1_500);
    expect(await looksAt(compileAudience({ filter: { custom } }))).toBeLessThan(1_500);
  });

  it('the same on the JSON itself looks at every lead of the team', async () => {
    const bare = Prisma.sql`SELECT id FROM lead WHERE custom_fields @> '{"area": "Area 7"}'`;
    expect(await looksAt(bare)).toBeGreaterThanOrEqual(20_000);
  });

  it('counts what it should', async () => {
    const { rows } = await client.query(
      `SELECT count(*)::int AS leads, (SELECT count(*)::int FROM lead_custom_value WHERE team_id = '${team}') AS indexed
       FROM lead WHERE team_id = '${team}'`,
    );
    expect(rows[0]).toEqual({ leads: 20_000, indexed: 60_000 });
  });
});
