import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Owners } from '@platform/row-moves';

@Injectable()
export class PairRowsRepository {
  /** Takes the keys and pairs of a lead that goes. Answers the pairs as they were. */
  async take(tx: SqlTx, leadId: string): Promise<string> {
    await tx.execute(Prisma.sql`DELETE FROM lead_match_key WHERE lead_id = ${leadId}::uuid`);
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH taken AS (
          DELETE FROM lead_duplicate d WHERE d.id IN (SELECT id FROM lead_duplicate WHERE lead_id = ${leadId}::uuid
            UNION ALL SELECT id FROM lead_duplicate WHERE other_id = ${leadId}::uuid) RETURNING to_jsonb(d) AS row)
        SELECT coalesce(jsonb_agg(row), '[]')::text AS rows FROM taken`,
    );
    return rows;
  }

  /** Whom somebody said the lead that goes is not, the survivor is not either. Answers the new pairs. */
  async carryDismissals(tx: SqlTx, { from, to }: Owners, rows: string): Promise<string[]> {
    const made = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO lead_duplicate (id, team_id, lead_id, other_id, score, reasons, dismissed_at, dismissed_by_id)
        SELECT brickwork_uuid7(), brickwork_team(), least(third.id, ${to}::uuid), greatest(third.id, ${to}::uuid), d.score, d.reasons,
          d.dismissed_at, d.dismissed_by_id
        FROM jsonb_populate_recordset(NULL::lead_duplicate, ${rows}::jsonb) AS d
        CROSS JOIN LATERAL (SELECT CASE WHEN d.lead_id = ${from}::uuid THEN d.other_id ELSE d.lead_id END AS id) AS third
        WHERE d.dismissed_at IS NOT NULL AND third.id <> ${to}::uuid
        ON CONFLICT (lead_id, other_id) DO NOTHING RETURNING id`,
    );
    return made.map(({ id }) => id);
  }

  async drop(tx: SqlTx, ids: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM lead_duplicate WHERE id = ANY(${[...ids]}::uuid[])`);
  }
}
