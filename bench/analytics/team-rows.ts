import type pg from 'pg';
import { note } from '../stage/scratch.ts';

/** Days over which a team's life is spread. */
const days = 730;
const scattered = (column: number, upTo: number) => `(hashint8(n * 16 + ${column}) & 1048575) % ${upTo}`;

/**
 * Leads $2 to $3 - 1 of $4 of team $1: spread over two years, a sixth of them won or lost one to ninety days later, 20 agents,
 * a tenth nobody's.
 */
const insertLeads = `
  INSERT INTO lead (id, team_id, name, email, status, reached, status_since, score, source, value, assigned_to_id, created_at, updated_at)
  SELECT brickwork_uuid7(), $1::uuid, 'Lead ' || n, 'lead.' || n || '@bench.example', l.status, ${scattered(2, 5)},
    least(now(), l.created_at + (1 + ${scattered(3, 90)}) * interval '1 day'), ${scattered(4, 100)},
    (ARRAY['website','Zillow','Open House','Referral','Past Client','Realtor.com','Facebook','Google','Sign','Walk-in'])[1 + ${scattered(5, 10)}],
    CASE WHEN ${scattered(6, 8)} > 0 THEN 150000 + ${scattered(7, 1_000)} * 1000 END,
    CASE WHEN ${scattered(8, 10)} > 0 THEN md5('agent' || n % 20)::uuid END, l.created_at, l.created_at
  FROM generate_series($2::bigint, $3::bigint - 1) AS n, LATERAL (SELECT now() - (n::float8 / $4) * interval '${days} days' AS created_at,
    (ARRAY['NEW','NEW','NEW','CONTACTED','CONTACTED','CONTACTED','QUALIFIED','QUALIFIED','PROPOSAL','NEGOTIATION','WON','LOST'])[1 + ${scattered(1, 12)}]
      AS status) AS l`;

/** Chunks of a thousand, accepted as wholes over two years, a hundred to a campaign; each tenth is of texts. */
const insertChunks = `
  INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, state, size, settled_at)
  SELECT md5('chunk' || n)::uuid, $1, md5('campaign' || n / 100)::uuid, $1, CASE WHEN n / 100 % 10 = 0 THEN 'SMS' ELSE 'EMAIL' END, c.at,
    'accepted', 1000, c.at
  FROM generate_series(0, $2::bigint - 1) AS n,
    LATERAL (SELECT now() - ((n / 100)::float8 * 100 / $2) * interval '${days} days' - n % 100 * interval '20 seconds' AS at) AS c`;
const insertCampaigns = `
  INSERT INTO campaign (id, team_id, name, type, status, updated_at)
  SELECT DISTINCT source_id, $1::uuid, 'Campaign ' || source_id, channel::campaign_type, 'COMPLETED'::campaign_status, now()
  FROM message_chunk WHERE team_id = $1`;

/** Messages of chunks $2 to $3 - 1: nine of ten delivered, three of ten opened, one of thirty clicked, one of 130 replied to. */
const insertMessages = `
  INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, dedupe_key, due_at, state,
    accepted_at, delivered_at, opened_at, open_count, clicked_at, replied_at, created_at)
  SELECT brickwork_uuid7(), $1, c.channel, 'marketing', c.source_id, 'campaign', $1, c.id, person.id, 'bench:' || n, c.settled_at,
    CASE WHEN m.told THEN 'delivered' ELSE 'queued' END, CASE WHEN m.told THEN c.settled_at END, CASE WHEN m.told THEN c.settled_at END,
    CASE WHEN m.told AND ${scattered(2, 10)} < 3 THEN c.settled_at + interval '1 hour' END, 0,
    CASE WHEN m.told AND ${scattered(3, 30)} = 0 THEN c.settled_at + interval '1 hour' END,
    CASE WHEN m.told AND ${scattered(4, 130)} = 0 THEN c.settled_at + interval '1 day' END, c.settled_at
  FROM generate_series($2::bigint, $3::bigint - 1) AS k, LATERAL (SELECT * FROM message_chunk WHERE id = md5('chunk' || k)::uuid) AS c,
    generate_series(k * 1000, k * 1000 + 999) AS n, LATERAL (SELECT ${scattered(1, 10)} > 0 AS told) AS m, person
  WHERE person.k = ${scattered(5, 100_000)} % $4::bigint`;

/** Set by set as the login role, past triggers and without indexes meanwhile: what is measured is reading. */
export async function fillTeam(
  client: pg.Client,
  teamId: string,
  leads: number,
  messages: number,
): Promise<void> {
  note(`  inserting ${leads} leads`);
  for (let from = 0; from < leads; from += 100_000)
    await client.query(insertLeads, [teamId, from, Math.min(from + 100_000, leads), leads]);
  note(`  inserting ${messages} messages`);
  const { rows: indexes } = await client.query<{ name: string; made: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
     WHERE indrelid = 'message'::regclass AND NOT indisprimary`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query(`SET session_replication_role = replica`);
  const chunks = Math.ceil(messages / 1_000);
  await client.query(insertChunks, [teamId, chunks]);
  await client.query(insertCampaigns, [teamId]);
  await client.query(
    `CREATE TEMP TABLE person AS SELECT id, row_number() OVER () - 1 AS k FROM lead WHERE team_id = '${teamId}' LIMIT 100000`,
  );
  await client.query('ANALYZE message_chunk, person');
  const people = Math.min(leads, 100_000);
  for (let from = 0; from < chunks; from += 250) {
    await client.query(insertMessages, [teamId, from, Math.min(from + 250, chunks), people]);
    if (from % 1_000 === 0) note(`    ${from * 1_000}`);
  }
  note('  building indexes');
  for (const { made } of indexes) await client.query(made);
  await client.query(`SET session_replication_role = DEFAULT`);
  await client.query(
    `INSERT INTO message_tally_due (team_id, quarter) SELECT DISTINCT team_id, brickwork_quarter(settled_at) FROM message_chunk WHERE state = 'accepted'`,
  );
  for (const table of ['lead', 'message', 'message_chunk']) await client.query(`VACUUM ANALYZE ${table}`);
}
