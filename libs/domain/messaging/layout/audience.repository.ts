import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { FrozenLayout } from './layout.types';

/** Lead ids per row: one row of 16 KB instead of a thousand. */
const partSize = 1_000;

/** Frozen audiences that wait to be laid out, in parts numbered from 0; a part is gone once its messages are written. */
@Injectable()
export class AudienceRepository {
  async freeze(tx: SqlTx, sourceId: string, audience: Prisma.Sql): Promise<number> {
    const { recipients } = await tx.one(
      { recipients: 'int' },
      Prisma.sql`
        WITH numbered AS (
          SELECT l.id, (row_number() OVER (ORDER BY l.id) - 1) / ${partSize}::int AS part FROM lead l WHERE l.id IN (${audience})
        ), part AS (
          INSERT INTO audience_part (source_id, team_id, part, size, lead_ids)
          SELECT ${sourceId}::uuid, brickwork_team(), part, count(*)::int, array_agg(id) FROM numbered GROUP BY part
          RETURNING size
        )
        SELECT coalesce(sum(size), 0)::int AS recipients FROM part`,
    );
    return recipients;
  }

  async keep(tx: SqlTx, sourceId: string, layout: FrozenLayout): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO message_layout (source_id, team_id, frozen)
      VALUES (${sourceId}::uuid, brickwork_team(), ${JSON.stringify(layout)}::jsonb)`);
  }

  async zonesOf(tx: SqlTx, sourceId: string): Promise<string[]> {
    const rows = await tx.rows(
      { zone: 'text' },
      Prisma.sql`SELECT DISTINCT l.timezone AS zone FROM audience_part p CROSS JOIN unnest(p.lead_ids) AS a(id)
        JOIN lead l ON l.id = a.id WHERE p.source_id = ${sourceId}::uuid AND l.timezone IS NOT NULL`,
    );
    return rows.map(({ zone }) => zone);
  }

  async nextParts(tx: SqlTx, sourceId: string, limit: number): Promise<number[]> {
    const rows = await tx.rows(
      { part: 'int' },
      Prisma.sql`SELECT part FROM audience_part WHERE source_id = ${sourceId}::uuid ORDER BY part LIMIT ${limit}`,
    );
    return rows.map(({ part }) => part);
  }

  async isWaiting(tx: SqlTx, sourceId: string): Promise<boolean> {
    return (await this.nextParts(tx, sourceId, 1)).length > 0;
  }
}
