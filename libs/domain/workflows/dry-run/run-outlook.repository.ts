import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const shape = {
  id: 'uuid',
  workflowId: 'uuid',
  workflowName: 'text',
  versionId: 'uuid',
  moveTo: 'uuid?',
  state: 'text',
  nodeId: 'text',
  visit: 'int',
  dueAt: 'date',
  waitEvent: 'text?',
  hasArrived: 'bool',
  context: 'json',
} as const;
export type LiveRun = RowOf<typeof shape>;

@Injectable()
export class RunOutlookRepository {
  /** The runs that a lead is in, the one that goes on first first. */
  async live(tx: SqlTx, leadId: string, limit: number): Promise<LiveRun[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT r.id, r.workflow_id AS "workflowId", w.name AS "workflowName", r.version_id AS "versionId",
          r.move_to AS "moveTo", r.state, r.node_id AS "nodeId", r.visit, r.due_at AS "dueAt", r.wait_event AS "waitEvent",
          r.arrived IS NOT NULL AS "hasArrived", r.context
        FROM workflow_run r JOIN workflow w ON w.id = r.workflow_id
        WHERE r.team_id = brickwork_team() AND r.lead_id = ${leadId}::uuid AND r.state IN ('running', 'waiting')
        ORDER BY r.due_at, r.id LIMIT ${limit}`,
    );
  }
}
