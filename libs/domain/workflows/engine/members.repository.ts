import { Injectable } from '@nestjs/common';
import { availableMembers } from '@domain/routing';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class MembersRepository {
  /**
   * The member whose turn it is at a step: the one behind the last in order of id, among `wanted` (all members when empty) as far
   * as they take leads (ADR 0025): belong to the team, are active, neither away nor paused. The step's pointer is locked, so that two leads at once get two members.
   */
  async next(
    tx: SqlTx,
    workflowId: string,
    nodeId: string,
    wanted: readonly string[],
  ): Promise<string | undefined> {
    const { last } = await tx.one(
      { last: 'uuid?' },
      Prisma.sql`INSERT INTO workflow_rotation AS r (team_id, workflow_id, node_id)
        VALUES (brickwork_team(), ${workflowId}::uuid, ${nodeId})
        ON CONFLICT (workflow_id, node_id) DO UPDATE SET last_user_id = r.last_user_id RETURNING last_user_id AS last`,
    );
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT u.id FROM (${availableMembers}) AS u(id)
        WHERE (cardinality(${[...wanted]}::uuid[]) = 0 OR u.id = ANY(${[...wanted]}::uuid[]))
        ORDER BY u.id > coalesce(${last}::uuid, '00000000-0000-0000-0000-000000000000') DESC, u.id LIMIT 1`,
    );
    if (!row) return undefined;
    await tx.execute(Prisma.sql`UPDATE workflow_rotation SET last_user_id = ${row.id}::uuid
      WHERE workflow_id = ${workflowId}::uuid AND node_id = ${nodeId}`);
    return row.id;
  }
}
