import type pg from 'pg';

/** Rows of other teams, so many that whoever reads them as well is found out: what each table needs, and no more. */
const crowd = [
  `INSERT INTO lead (id, team_id, name, created_at, updated_at)
   SELECT gen_random_uuid(), gen_random_uuid(), 'x', now() - n * interval '1 hour', now() FROM generate_series(1, 8000) AS n`,
  `INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, state, settled_at)
   SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'EMAIL', now(), 'accepted', now() - n * interval '1 hour'
   FROM generate_series(1, 4000) AS n`,
  `INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, dedupe_key, due_at)
   SELECT gen_random_uuid(), gen_random_uuid(), 'EMAIL', 'marketing', gen_random_uuid(), 'campaign', gen_random_uuid(), 'x', now()
   FROM generate_series(1, 8000) AS n`,
  `INSERT INTO message_tally SELECT gen_random_uuid(), now() - n * interval '15 minutes', 'EMAIL', 'campaign', gen_random_uuid(), 1, 1, 1, 1, 1,
     1, 1, 1, 1 FROM generate_series(1, 8000) AS n`,
  `INSERT INTO message_tally_due (team_id, quarter) SELECT gen_random_uuid(), now() FROM generate_series(1, 4000)`,
  `INSERT INTO task (id, team_id, title, due_at, status, completed_at, updated_at)
   SELECT gen_random_uuid(), gen_random_uuid(), 'x', now() - n * interval '1 hour', CASE n % 2 WHEN 0 THEN 'PENDING' ELSE 'COMPLETED' END,
     now() - n * interval '1 hour', now() FROM generate_series(1, 4000) AS n`,
  `INSERT INTO appointment (id, team_id, title, type, start_at, end_at, zone, message_source_id, invite_source_id, updated_at, host_id)
   SELECT gen_random_uuid(), gen_random_uuid(), 'x', 'SHOWING', now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '1 minute',
     'UTC', gen_random_uuid(), gen_random_uuid(), now(), gen_random_uuid() FROM generate_series(1, 4000) AS n`,
  `INSERT INTO activity (id, team_id, type, title, user_id, created_at)
   SELECT gen_random_uuid(), gen_random_uuid(), 'call', 'x', gen_random_uuid(), now() - n * interval '1 hour' FROM generate_series(1, 4000) AS n`,
  'VACUUM ANALYZE lead, message_chunk, message, message_tally, message_tally_due, task, appointment, activity',
];

export async function addCrowd(admin: pg.Pool): Promise<void> {
  for (const statement of crowd) await admin.query(statement);
}
