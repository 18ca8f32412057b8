import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Task } from './task';
import { asTasks, openTask, taskColumns, taskShape } from './task-columns.sql';

/** A task that was late when it was written is no news. */
const fallen = Prisma.sql`${openTask} AND t.overdue_at IS NULL AND t.due_at <= now() AND t.due_at > t.created_at`;

@Injectable()
export class OverdueTasksRepository {
  /** Teams with open tasks that have fallen due. System scope. */
  async teams(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT t.team_id AS "teamId" FROM task t WHERE ${fallen} LIMIT 500`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** Marks the team's next ones; those that somebody is just changing are left for the next look. */
  async mark(tx: SqlTx, limit: number): Promise<Task[]> {
    const rows = await tx.rows(
      taskShape,
      Prisma.sql`UPDATE task t SET overdue_at = now()
        WHERE t.id = ANY (ARRAY(SELECT t.id FROM task t WHERE t.team_id = brickwork_team() AND ${fallen}
          ORDER BY t.due_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED))
        RETURNING ${taskColumns}`,
    );
    return asTasks(rows);
  }
}
