import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Sleeper } from './run-wake-ups.service';

/** Finds what stands still. System scope. */
@Injectable()
export class RunRepairRepository {
  /** Live runs that should have gone on a while ago and have no job that will have them do so, alone or with others. */
  async forgotten(
    tx: SqlTx,
    { lateMs, limit }: { lateMs: number; limit: number },
  ): Promise<(Sleeper & { teamId: string })[]> {
    return tx.rows(
      { id: 'uuid', teamId: 'uuid', fence: 'int', causeId: 'uuid', depth: 'int' },
      Prisma.sql`WITH late AS MATERIALIZED (
          SELECT r.id, r.team_id, r.fence, r.cause_id, r.depth, r.due_at FROM workflow_run r
          WHERE r.state IN ('running', 'waiting') AND r.due_at < now() - ${lateMs} * interval '1 millisecond'
            AND NOT EXISTS (SELECT FROM job j WHERE j.name = 'workflows.advance' AND j.team_id = r.team_id
              AND j.dedupe_key = 'run:' || r.id || ':' || r.fence AND j.state IN ('scheduled', 'active', 'retrying'))
        ), expected AS MATERIALIZED (
          SELECT run.id::uuid AS id, (j.payload->>'fence')::int AS fence FROM job j
          CROSS JOIN LATERAL jsonb_array_elements_text(j.payload->'runIds') AS run(id)
          WHERE j.name = 'workflows.advance-many' AND j.dedupe_key IS NOT NULL AND j.state IN ('scheduled', 'active', 'retrying')
            AND (j.due_at <= now() OR j.state = 'retrying') AND EXISTS (SELECT FROM late))
        SELECT late.id, late.team_id AS "teamId", late.fence, late.cause_id AS "causeId", late.depth FROM late
        WHERE NOT EXISTS (SELECT FROM expected e WHERE e.id = late.id AND e.fence = late.fence)
        ORDER BY late.due_at LIMIT ${limit}`,
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
