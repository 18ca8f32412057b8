import type pg from 'pg';
import type { TeamFacts } from './team-facts';

/**
 * Writes the facts as login role, in the order in which they happen: leads come and then move step by step, messages are laid out and
 * then accepted, so that what Postgres keeps by itself (how far a lead came, which tallies are due) is under test as well.
 */
export async function storeFacts(admin: pg.Pool, teamId: string, facts: TeamFacts): Promise<void> {
  const run = (statement: string, rows: readonly object[]) =>
    admin.query(statement, [teamId, JSON.stringify(rows)]);
  await run(
    `INSERT INTO lead (id, team_id, name, status, value, score, source, assigned_to_id, created_at, updated_at)
     SELECT id, $1, 'x', status, value, score, source, "ownerId", "createdAt", now()
     FROM json_to_recordset($2) AS r(id uuid, status text, value numeric, score int, source text, "ownerId" uuid, "createdAt" timestamptz)`,
    facts.leads.map(({ path, ...lead }) => ({ ...lead, status: path[0]!.status })),
  );
  for (let step = 1; step < 6; step += 1)
    await run(
      `UPDATE lead SET status = r.status, status_since = r.at FROM json_to_recordset($2) AS r(id uuid, status text, at timestamptz)
       WHERE lead.id = r.id AND lead.team_id = $1`,
      facts.leads.flatMap(({ id, path }) => (path[step] ? [{ id, ...path[step] }] : [])),
    );
  await run(
    `INSERT INTO campaign (id, team_id, name, type, status, updated_at)
     SELECT id, $1, name, 'EMAIL', 'ACTIVE', now() FROM json_to_recordset($2) AS r(id uuid, name text)`,
    facts.campaigns,
  );
  await run(
    `INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, state)
     SELECT DISTINCT ON ("chunkId") "chunkId", $1, "sourceId", $1, channel, now(), 'handed_off'
     FROM json_to_recordset($2) AS r("chunkId" uuid, "sourceId" uuid, channel text)`,
    facts.messages,
  );
  const message = `json_to_recordset($2) AS r(id uuid, channel text, kind text, "sourceId" uuid, "chunkId" uuid, "leadId" uuid, state text,
    "ownAcceptedAt" timestamptz, "chunkAcceptedAt" timestamptz, "deliveredAt" timestamptz, "openedAt" timestamptz, "clickedAt" timestamptz,
    "repliedAt" timestamptz, "unsubscribedAt" timestamptz, "complainedAt" timestamptz, segments int)`;
  await run(
    `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, dedupe_key, due_at, state)
     SELECT id, $1, channel, 'marketing', "sourceId", kind, $1, "chunkId", "leadId", id::text, now(),
       CASE WHEN state = 'skipped' THEN 'skipped' ELSE 'queued' END FROM ${message}`,
    facts.messages,
  );
  await run(
    `UPDATE message_chunk c SET state = CASE WHEN r."chunkAcceptedAt" IS NULL THEN 'settled' ELSE 'accepted' END, settled_at = r."chunkAcceptedAt"
     FROM ${message} WHERE c.id = r."chunkId" AND c.team_id = $1`,
    facts.messages,
  );
  await run(
    `UPDATE message m SET state = r.state, accepted_at = r."ownAcceptedAt", delivered_at = r."deliveredAt", opened_at = r."openedAt",
       clicked_at = r."clickedAt", replied_at = r."repliedAt", unsubscribed_at = r."unsubscribedAt",
       complained_at = r."complainedAt", segments = r.segments
     FROM ${message} WHERE m.id = r.id AND m.team_id = $1 AND r."ownAcceptedAt" IS NOT NULL`,
    facts.messages,
  );
  await run(
    `INSERT INTO appointment (id, team_id, title, type, status, start_at, end_at, zone, host_id, lead_id, message_source_id, invite_source_id, updated_at)
     SELECT id, $1, 'Tour', 'SHOWING', status, "startAt", "startAt" + interval '30 minutes', 'UTC', "hostId", "leadId", gen_random_uuid(),
       gen_random_uuid(), now()
     FROM json_to_recordset($2) AS r(id uuid, status text, "startAt" timestamptz, "hostId" uuid, "leadId" uuid)`,
    facts.appointments,
  );
  await run(
    `INSERT INTO task (id, team_id, title, due_at, status, assigned_to_id, lead_id, completed_at, overdue_at, updated_at)
     SELECT id, $1, 'Call', "dueAt", CASE WHEN "completedAt" IS NULL THEN 'PENDING' ELSE 'COMPLETED' END, "ownerId", "leadId", "completedAt",
       "dueAt", now()
     FROM json_to_recordset($2) AS r(id uuid, "dueAt" timestamptz, "ownerId" uuid, "leadId" uuid, "completedAt" timestamptz)`,
    facts.tasks,
  );
  await run(
    `INSERT INTO activity (id, team_id, type, title, lead_id, user_id, created_at)
     SELECT id, $1, type, 'x', "leadId", "userId", at FROM json_to_recordset($2) AS r(id uuid, type text, "leadId" uuid, "userId" uuid, at timestamptz)`,
    facts.logged,
  );
}
