import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface Watched {
  teamId: string;
  workflowId: string;
  kind: string;
}

@Injectable()
export class WatchersRepository {
  /** Every team's active workflows with one of these triggers. System scope. */
  async watched(tx: SqlTx, kinds: readonly string[]): Promise<Watched[]> {
    return tx.rows(
      { teamId: 'uuid', workflowId: 'uuid', kind: 'text' },
      Prisma.sql`SELECT team_id AS "teamId", id AS "workflowId", trigger_type AS kind FROM workflow
        WHERE active AND deleted_at IS NULL AND trigger_type = ANY(${[...kinds]}::text[]) ORDER BY team_id, id`,
    );
  }

  /** Moves the clock of a workflow on to now, locked; answers where it stood. Null the first time. */
  async tick(tx: SqlTx, workflowId: string): Promise<{ from: Date | null; to: Date }> {
    const before = await tx.maybeOne(
      { seenAt: 'date' },
      Prisma.sql`SELECT seen_at AS "seenAt" FROM workflow_clock WHERE workflow_id = ${workflowId}::uuid FOR UPDATE`,
    );
    const { to } = await tx.one(
      { to: 'date' },
      Prisma.sql`INSERT INTO workflow_clock (workflow_id, team_id, seen_at) VALUES (${workflowId}::uuid, brickwork_team(), now())
        ON CONFLICT (workflow_id) DO UPDATE SET seen_at = greatest(workflow_clock.seen_at, now()) RETURNING seen_at AS to`,
    );
    return { from: before?.seenAt ?? null, to };
  }

  async forget(tx: SqlTx, workflowId: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM workflow_clock c WHERE c.workflow_id = ${workflowId}::uuid
      AND NOT EXISTS (SELECT FROM workflow w WHERE w.id = c.workflow_id AND w.active AND w.deleted_at IS NULL)`);
  }

  /** The zones of the team's leads, one look-up in the index for each, and the team's own. */
  async zones(tx: SqlTx): Promise<{ zones: string[]; teamZone: string }> {
    const { teamZone } = await tx.one(
      { teamZone: 'text' },
      Prisma.sql`SELECT timezone AS "teamZone" FROM team WHERE id = brickwork_team()`,
    );
    const rows = await tx.rows(
      { zone: 'text' },
      Prisma.sql`WITH RECURSIVE walk(zone) AS (
          (SELECT timezone FROM lead WHERE team_id = brickwork_team() AND timezone IS NOT NULL ORDER BY timezone LIMIT 1)
          UNION ALL
          SELECT (SELECT timezone FROM lead WHERE team_id = brickwork_team() AND timezone > walk.zone ORDER BY timezone LIMIT 1)
          FROM walk WHERE walk.zone IS NOT NULL)
        SELECT zone FROM walk WHERE zone IS NOT NULL`,
    );
    return { zones: [...new Set([...rows.map(({ zone }) => zone), teamZone])], teamZone };
  }
}
