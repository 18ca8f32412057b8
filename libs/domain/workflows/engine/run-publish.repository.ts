import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Sleeper } from './run-wake-ups.service';

export interface RunPlace {
  versionId: string;
  nodeId: string;
  waiting: boolean;
  count: number;
}

@Injectable()
export class RunPublishRepository {
  /** Where the live runs of a workflow stand. */
  async places(tx: SqlTx, workflowId: string): Promise<RunPlace[]> {
    return tx.rows(
      { versionId: 'uuid', nodeId: 'text', waiting: 'bool', count: 'int' },
      Prisma.sql`SELECT version_id AS "versionId", node_id AS "nodeId", state = 'waiting' AS waiting, count(*)::int AS count
        FROM workflow_run WHERE workflow_id = ${workflowId}::uuid AND state IN ('running', 'waiting')
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
  }

  /** Marks runs that are between two steps: at their next wait they move. */
  async markRunning(tx: SqlTx, workflowId: string, to: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE workflow_run SET move_to = ${to}::uuid
      WHERE id IN (SELECT id FROM workflow_run WHERE workflow_id = ${workflowId}::uuid AND state = 'running'
          AND version_id <> ${to}::uuid ORDER BY id FOR UPDATE)`);
  }

  /**
   * Moves runs that wait at `from` to a step of another version. `keepWaiting`: the step is a wait of the same kind, the time it is
   * due stays. Otherwise they go on at that step at once. Answers those, at most `limit` at a time; `moved` counts all.
   */
  async moveWaiting(
    tx: SqlTx,
    from: { workflowId: string; versionId: string; nodeId: string },
    to: { versionId: string; nodeId: string; keepWaiting: boolean },
    limit: number,
  ): Promise<Sleeper[]> {
    return tx.rows(
      { id: 'uuid', fence: 'int', causeId: 'uuid', depth: 'int' },
      Prisma.sql`WITH moving AS (
          SELECT id FROM workflow_run WHERE workflow_id = ${from.workflowId}::uuid AND version_id = ${from.versionId}::uuid
            AND node_id = ${from.nodeId} AND state = 'waiting' ORDER BY id LIMIT ${limit} FOR UPDATE)
        UPDATE workflow_run r SET version_id = ${to.versionId}::uuid, node_id = ${to.nodeId}, move_to = NULL, updated_at = now(),
          state = CASE WHEN ${to.keepWaiting} THEN 'waiting' ELSE 'running' END,
          due_at = CASE WHEN ${to.keepWaiting} THEN r.due_at ELSE now() END,
          wait_event = CASE WHEN ${to.keepWaiting} THEN r.wait_event END,
          fence = r.fence + CASE WHEN ${to.keepWaiting} THEN 0 ELSE 1 END
        FROM moving WHERE r.id = moving.id RETURNING r.id, r.fence, r.cause_id AS "causeId", r.depth`,
    );
  }

  /** Ids of the waiting runs at a place. */
  async waitingAt(
    tx: SqlTx,
    from: { workflowId: string; versionId: string; nodeId: string },
    limit: number,
  ): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM workflow_run WHERE workflow_id = ${from.workflowId}::uuid
          AND version_id = ${from.versionId}::uuid AND node_id = ${from.nodeId} AND state = 'waiting' ORDER BY id LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }
}
