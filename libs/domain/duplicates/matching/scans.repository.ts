import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { LeadPlace } from './comparison.repository';
import { RULES_VERSION } from './match-keys';

@Injectable()
export class ScansRepository {
  /** Teams whose leads were not all compared by the rules of today. Across teams. */
  async teamsBehind(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT t.id FROM team t LEFT JOIN duplicate_scan s ON s.team_id = t.id AND s.rules = ${RULES_VERSION}
        WHERE s.finished_at IS NULL ORDER BY t.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Where the scan goes on; a scan by older rules begins anew. Null: at the first lead. */
  async begin(tx: SqlTx): Promise<LeadPlace | null> {
    const same = Prisma.sql`s.rules = excluded.rules`;
    const { id, createdAt } = await tx.one(
      { id: 'uuid?', createdAt: 'date?' },
      Prisma.sql`INSERT INTO duplicate_scan AS s (team_id, rules) VALUES (brickwork_team(), ${RULES_VERSION})
        ON CONFLICT (team_id) DO UPDATE SET rules = excluded.rules, cursor_id = CASE WHEN ${same} THEN s.cursor_id END,
          cursor_at = CASE WHEN ${same} THEN s.cursor_at END, finished_at = CASE WHEN ${same} THEN s.finished_at END
        RETURNING cursor_id AS id, cursor_at AS "createdAt"`,
    );
    return id && createdAt ? { id, createdAt } : null;
  }

  /** Undefined: there are no more. */
  async advance(tx: SqlTx, last: LeadPlace | undefined): Promise<void> {
    await tx.execute(
      last
        ? Prisma.sql`UPDATE duplicate_scan SET cursor_at = ${last.createdAt}::timestamptz, cursor_id = ${last.id}::uuid
            WHERE team_id = brickwork_team()`
        : Prisma.sql`UPDATE duplicate_scan SET finished_at = now() WHERE team_id = brickwork_team()`,
    );
  }
}
