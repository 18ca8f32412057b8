import { randomBytes } from 'node:crypto';
import { ApiClient } from '../../scripts/demo/api-client.ts';
import { insertLeads } from '../leads/lead-rows.ts';
import { withConnection } from '../stage/postgres-server.ts';
import { note } from '../stage/scratch.ts';
import type { Product, Team } from '../stage/product.ts';

const password = 'open-house-on-sunday-42';

/** What a busy office has after some years: `$2` leads of team `$1`, and for every second of them a note, a task and an activity. */
const life = [
  `INSERT INTO note (id, team_id, lead_id, content, author_id, created_at, updated_at)
   SELECT brickwork_uuid7(), $1, id, 'Wants a garden and a garage; called back on Friday.', $2, created_at, created_at
   FROM lead WHERE team_id = $1 AND abs(hashtext(id::text)) % 2 = 0`,
  `INSERT INTO task (id, team_id, title, due_at, zone, assigned_to_id, lead_id, created_at, updated_at)
   SELECT brickwork_uuid7(), $1, 'Call ' || name, created_at + interval '60 days', 'America/Chicago', $2, id, created_at, created_at
   FROM lead WHERE team_id = $1 AND abs(hashtext(id::text)) % 2 = 0`,
  `INSERT INTO activity (id, team_id, type, title, lead_id, user_id, created_at)
   SELECT brickwork_uuid7(), $1, 'LEAD_STATUS_CHANGED', 'Status changed to ' || status, id, $2, created_at
   FROM lead WHERE team_id = $1`,
  `INSERT INTO notification (id, team_id, user_id, type, title, body, dedupe_key, created_at)
   SELECT brickwork_uuid7(), $1, m.user_id, 'TASK_DUE', 'A task is due', 'Call Ana Lopez', 'bench:' || m.user_id || ':' || n, now() - n * interval '1 minute'
   FROM membership m, generate_series(1, 500) AS n WHERE m.team_id = $1`,
];

export async function fillTeam({ database }: Product, team: Team, leads: number): Promise<void> {
  note(`  ${leads} leads with notes, tasks and a history`);
  const { id: userId } = await team.api.get<{ id: string }>('/api/auth/me');
  await withConnection(database, async (client) => {
    for (let from = 0; from < leads; from += 100_000)
      await client.query(insertLeads, [team.id, from, Math.min(from + 100_000, leads)]);
    for (const sql of life) await client.query(sql, sql.includes('$2') ? [team.id, userId] : [team.id]);
    await client.query('VACUUM ANALYZE');
  });
}

/** Colleagues of the owner, in each role in turn, signed in: their tokens. */
export async function colleagues(product: Product, team: Team, count: number): Promise<string[]> {
  const tag = randomBytes(4).toString('hex');
  await withConnection(product.database, async (client) => {
    await client.query(
      `WITH person AS (
         INSERT INTO app_user (id, email, name, password_hash, email_verified_at, updated_at)
         SELECT brickwork_uuid7(), 'user-' || n || '-${tag}@bench.example', 'User ' || n, o.password_hash, now(), now()
         FROM (SELECT u.* FROM app_user u JOIN membership m ON m.user_id = u.id WHERE m.team_id = $1 LIMIT 1) AS o,
           generate_series(1, $2::int) AS n RETURNING id, name)
       INSERT INTO membership (team_id, user_id, role)
       SELECT $1, id, (ARRAY['ADMIN', 'MANAGER', 'MEMBER'])[1 + substr(name, 6)::int % 3]::team_role FROM person`,
      [team.id, count],
    );
  });
  const tokens: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const api = new ApiClient(product.urls.api);
    const email = `user-${n}-${tag}@bench.example`;
    tokens.push(
      (await api.post<{ accessToken: string }>('/api/auth/login', { email, password })).accessToken,
    );
  }
  return tokens;
}
