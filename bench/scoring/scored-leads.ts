import type pg from 'pg';
import { insertLeads } from '../leads/lead-rows.ts';

/** What the product is told to score by; `phone` is changed from round to round, so that every score is another one. */
export function rulesWith(phone: number): object {
  const signal = (
    key: string,
    type: string,
    points: number,
    halfLifeDays: number,
    capGroup?: string,
    kind = 'engagement',
  ) => ({
    key,
    name: key,
    kind,
    signal: type,
    points,
    halfLifeDays,
    ...(capGroup ? { capGroup } : {}),
  });
  const condition = (key: string, points: number, when: object) => ({
    key,
    name: key,
    kind: 'fit',
    points,
    condition: when,
  });
  return {
    rules: [
      condition('budget', 6, { field: 'value', op: 'atLeast', value: 350_000 }),
      condition('source', 8, { field: 'source', op: 'oneOf', values: ['referral', 'open house'] }),
      condition('phone', phone, { field: 'phone', op: 'present' }),
      signal('opened', 'message.opened', 2, 14, 'opens'),
      signal('clicked', 'message.clicked', 5, 21, 'clicks'),
      signal('replied', 'message.replied', 12, 30),
      signal('viewed', 'property.viewed', 2, 14, 'views', 'behaviour'),
      signal('saved', 'property.saved', 6, 21, 'views', 'behaviour'),
      { ...signal('bounced', 'message.bounced', -8, 60), once: true },
    ],
    caps: [
      { group: 'opens', max: 6, min: 0 },
      { group: 'clicks', max: 15, min: 0 },
      { group: 'views', max: 20, min: 0 },
    ],
    bands: [
      { name: 'A', from: 60 },
      { name: 'B', from: 30 },
      { name: 'C', from: 0 },
    ],
    margin: 4,
  };
}

/** Leads with five signals each on average, over the last 90 days. */
export async function fill(client: pg.Client, teamId: string, size: number): Promise<void> {
  await client.query(insertLeads, [teamId, 0, size]);
  await client.query(
    `UPDATE lead SET score = 0, value = 250000 + (hashtext(id::text) & 1023) * 500 WHERE team_id = $1`,
    [teamId],
  );
  await client.query(
    `INSERT INTO score_signal (id, team_id, lead_id, type, source_key, occurred_at)
     SELECT brickwork_uuid7(), lead.team_id, lead.id,
       (ARRAY['message.opened', 'message.opened', 'message.clicked', 'property.viewed', 'property.viewed', 'property.saved',
         'message.replied', 'message.bounced'])[1 + (hashint8(k * 7919 + hashtext(lead.id::text)::bigint) & 7)],
       'bench:' || lead.id || ':' || k, now() - (hashint8(k * 104729 + hashtext(lead.id::text)::bigint) & 8191) * interval '15 minutes'
     FROM lead CROSS JOIN LATERAL generate_series(1, hashtext(lead.id::text) & 7) AS k
     WHERE lead.team_id = $1 AND (hashtext(lead.id::text) & 7) > 0
     UNION ALL
     SELECT brickwork_uuid7(), lead.team_id, lead.id, 'property.viewed', 'bench:more:' || lead.id || ':' || k, now() - k * interval '3 days'
     FROM lead CROSS JOIN generate_series(1, 2) AS k WHERE lead.team_id = $1 AND hashtext(lead.id::text) % 3 <> 0`,
    [teamId],
  );
  for (const table of ['lead', 'score_signal']) await client.query(`VACUUM ANALYZE ${table}`);
}

/** Copies of the tables that are written, with all their indexes and rows. */
export async function copyTables(client: pg.Client, teamId: string): Promise<void> {
  for (const table of ['lead', 'lead_score']) {
    await client.query(`CREATE TABLE bare_${table} (LIKE ${table} INCLUDING ALL)`);
    if (table === 'lead_score') await client.query('ALTER TABLE bare_lead_score SET (fillfactor = 80)');
    const { rows } = await client.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER'`,
      [table],
    );
    const columns = rows.map(({ name }) => `"${name}"`).join(', ');
    await client.query(
      `INSERT INTO bare_${table} (${columns}) SELECT ${columns} FROM ${table} WHERE team_id = $1`,
      [teamId],
    );
    await client.query(`VACUUM ANALYZE bare_${table}`);
  }
}

/**
 * The same rules written by hand as one statement: the scores of team $1 with $2 points for a phone, stored and shown on the lead.
 * No history, no reasons, no bands that hold, no events, no next instant; and it cannot be interrupted.
 */
export const handWritten = `
  WITH signal_sums AS (
    SELECT lead_id,
      sum(CASE WHEN type = 'message.opened' THEN 2 * power(0.5::float8, age / 14) END) AS opens,
      sum(CASE WHEN type = 'message.clicked' THEN 5 * power(0.5::float8, age / 21) END) AS clicks,
      sum(CASE WHEN type = 'message.replied' THEN 12 * power(0.5::float8, age / 30) END) AS replies,
      sum(CASE WHEN type = 'property.viewed' THEN 2 * power(0.5::float8, age / 14)
        WHEN type = 'property.saved' THEN 6 * power(0.5::float8, age / 21) END) AS views,
      max(CASE WHEN type = 'message.bounced' THEN power(0.5::float8, age / 60) END) AS bounced
    FROM (SELECT lead_id, type, extract(epoch FROM now() - occurred_at)::float8 / 86400 AS age FROM score_signal WHERE team_id = $1) AS s
    GROUP BY lead_id),
  parts AS (
    SELECT lead.id,
      CASE WHEN lead.value >= 350000 THEN 6 ELSE 0 END + CASE WHEN lower(lead.source) IN ('referral', 'open house') THEN 8 ELSE 0 END
        + CASE WHEN lead.phone IS NOT NULL THEN $2::int ELSE 0 END AS profile,
      least(6, coalesce(opens, 0)) + least(15, coalesce(clicks, 0)) + coalesce(replies, 0) - 8 * coalesce(bounced, 0) AS engagement,
      least(20, coalesce(views, 0)) AS behaviour
    FROM lead LEFT JOIN signal_sums ON signal_sums.lead_id = lead.id WHERE lead.team_id = $1),
  scored AS (
    SELECT id, least(100, greatest(0, floor(profile + engagement + behaviour + 0.5)))::int AS overall,
      least(100, greatest(0, floor(engagement + 0.5)))::int AS engagement, least(100, greatest(0, floor(behaviour + 0.5)))::int AS behaviour,
      least(100, profile) AS profile FROM parts),
  stored AS (
    INSERT INTO bare_lead_score (lead_id, team_id, overall, engagement, behaviour, profile, band, rule_version, computed_at)
    SELECT id, $1, overall, engagement, behaviour, profile, CASE WHEN overall >= 60 THEN 'A' WHEN overall >= 30 THEN 'B' ELSE 'C' END, 1, now()
    FROM scored
    ON CONFLICT (lead_id) DO UPDATE SET overall = excluded.overall, engagement = excluded.engagement, behaviour = excluded.behaviour,
      profile = excluded.profile, band = excluded.band, rule_version = excluded.rule_version, computed_at = excluded.computed_at)
  UPDATE bare_lead SET score = scored.overall FROM scored WHERE bare_lead.id = scored.id AND bare_lead.score <> scored.overall`;
