import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Furnished } from './furniture';

/** A lead like the team's own, and one that was merged into it. Answers ids by the noun in a path. */
export async function mergedLeads(
  admin: pg.Pool,
  { teamId, canary, leadId, userId }: Furnished,
): Promise<Record<string, string>> {
  const [like, gone, merge, pair] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const address = `earlier.${canary.toLowerCase()}@example.com`;
  await admin.query(
    `INSERT INTO lead (id, team_id, name, company, email, phone, assigned_to_id, updated_at)
     VALUES ($1, $2, $3, $3, 'like.' || lower($3) || '@example.com', $3 || ' too', $4, now())`,
    [like, teamId, canary, userId],
  );
  await admin.query(
    `INSERT INTO lead_merge (id, team_id, survivor_id, merged_id, merged_row, survivor_before, survivor_after, merged_by_id)
     SELECT $1, team_id, id, $2::uuid, to_jsonb(lead) || jsonb_build_object('id', $2::uuid, 'email', NULL, 'phone', NULL), to_jsonb(lead),
       to_jsonb(lead), $3 FROM lead WHERE id = $4`,
    [merge, gone, userId, leadId],
  );
  const aside = { id: randomUUID(), team_id: teamId, lead_id: leadId, content: canary, mentions: [] };
  const setAside = JSON.stringify([{ ...aside, created_at: new Date(), updated_at: new Date() }]);
  await admin.query(
    `INSERT INTO lead_merge_part (team_id, merge_id, part, ids, set_aside) VALUES ($1, $2, 'note.lead_id', ARRAY[$3::uuid], $4::jsonb)`,
    [teamId, merge, aside.id, setAside],
  );
  await admin.query(
    `INSERT INTO lead_address (id, team_id, lead_id, channel, address, merge_id) VALUES ($1, $2, $3, 'EMAIL', $4, $5)`,
    [randomUUID(), teamId, leadId, address, merge],
  );
  await admin.query(
    `INSERT INTO lead_match_key (team_id, key, lead_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
    [teamId, `e:${address}`, leadId],
  );
  await admin.query(
    `INSERT INTO lead_duplicate (id, team_id, lead_id, other_id, score, reasons)
     VALUES ($1, $2, least($3::uuid, $4::uuid), greatest($3::uuid, $4::uuid), 75, '{same_name,same_company}') ON CONFLICT DO NOTHING`,
    [pair, teamId, leadId, like],
  );
  await admin.query(`INSERT INTO duplicate_scan (team_id, rules) VALUES ($1, 1) ON CONFLICT DO NOTHING`, [
    teamId,
  ]);
  return { duplicates: pair, 'lead-merges': merge };
}
