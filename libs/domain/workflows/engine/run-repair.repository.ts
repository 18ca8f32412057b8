import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Sleeper } from './run-wake-ups.service';

/** Finds what stands still. System scope. */
@Injectable()
export class RunRepairRepository {
  /** Live runs that should have gone on a while ago and have no job that will have them do so. */
  async forgotten(
    tx: SqlTx,
    { lateMs, enteringMs, limit }: { lateMs: number; enteringMs: number; limit: number },
  ): Promise<(Sleeper & { teamId: string })[]> {
    return tx.rows(
      { id: 'uuid', teamId: 'uuid', fence: 'int', causeId: 'uuid', depth: 'int' },
      Prisma.sql`SELECT r.id, r.team_id AS "teamId", r.fence, r.cause_id AS "causeId", r.depth FROM workflow_run r
        WHERE r.state IN ('running', 'waiting') AND r.due_at < now() - ${lateMs} * interval '1 millisecond'
          AND (r.fence > 0 OR r.due_at < now() - ${enteringMs} * interval '1 millisecond')
          AND NOT EXISTS (SELECT FROM job j WHERE j.name = 'workflows.advance' AND j.team_id = r.team_id
            AND j.dedupe_key = 'run:' || r.id || ':' || r.fence AND j.state IN ('scheduled', 'active', 'retrying'))
        ORDER BY r.due_at LIMIT ${limit}`,
    );
  }

  /** Enrolments under way that have no job. */
  async forgottenEnrolments(
    tx: SqlTx,
    { lateMs, limit }: { lateMs: number; limit: number },
  ): Promise<{ id: string; teamId: string }[]> {
    return tx.rows(
      { id: 'uuid', teamId: 'uuid' },
      Prisma.sql`SELECT e.id, e.team_id AS "teamId" FROM workflow_enrolment e
        WHERE e.state = 'running' AND e.created_at < now() - ${lateMs} * interval '1 millisecond'
          AND NOT EXISTS (SELECT FROM job j WHERE j.name = 'workflows.enrol' AND j.team_id = e.team_id
            AND j.dedupe_key = e.id::text AND j.state IN ('scheduled', 'active', 'retrying'))
        ORDER BY e.created_at LIMIT ${limit}`,
    );
  }
}
