import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { MovedPart } from '@platform/row-moves';

/** What each table gave to a survivor: one row per table, with the ids in one array. */
@Injectable()
export class MergePartsRepository {
  async store(tx: SqlTx, mergeId: string, parts: readonly MovedPart[]): Promise<void> {
    if (parts.length === 0) return;
    await tx.execute(Prisma.sql`INSERT INTO lead_merge_part (team_id, merge_id, round, part, ids, set_aside)
      SELECT brickwork_team(), ${mergeId}::uuid,
        (SELECT coalesce(max(round) + 1, 0) FROM lead_merge_part WHERE merge_id = ${mergeId}::uuid), p.part, p.ids, p."setAside"::jsonb
      FROM jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) AS p(part text, ids uuid[], "setAside" text)`);
  }

  /** The last round first. */
  async of(tx: SqlTx, mergeId: string): Promise<MovedPart[]> {
    return tx.rows(
      { part: 'text', ids: 'texts', setAside: 'text' },
      Prisma.sql`SELECT part, ids::text[] AS ids, set_aside::text AS "setAside" FROM lead_merge_part
        WHERE merge_id = ${mergeId}::uuid ORDER BY round DESC, part`,
    );
  }
}
