import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

const waiting = (
  graceMinutes: number,
) => Prisma.sql`a.status IN ('SCHEDULED', 'CONFIRMED') AND a.no_show_suspected_at IS NULL
  AND a.end_at < now() - ${graceMinutes} * interval '1 minute' AND a.end_at > a.created_at`;

@Injectable()
export class OutcomeWatchRepository {
  /** Teams with appointments that ended without an outcome. System scope. */
  async teams(tx: SqlTx, graceMinutes: number): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT a.team_id AS "teamId" FROM appointment a WHERE ${waiting(graceMinutes)} LIMIT 500`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** Marks the team's next ones as suspected; those that somebody is just changing are left for the next look. */
  async suspect(
    tx: SqlTx,
    graceMinutes: number,
    limit: number,
  ): Promise<
    { id: string; title: string; leadId: string | null; hostId: string; type: string; startAt: Date }[]
  > {
    return tx.rows(
      { id: 'uuid', title: 'text', leadId: 'uuid?', hostId: 'uuid', type: 'text', startAt: 'date' },
      Prisma.sql`UPDATE appointment a SET no_show_suspected_at = now(), updated_at = now()
        WHERE a.id = ANY (ARRAY(SELECT a.id FROM appointment a WHERE a.team_id = brickwork_team() AND ${waiting(graceMinutes)}
          ORDER BY a.end_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED))
        RETURNING a.id, a.title, a.lead_id AS "leadId", a.host_id AS "hostId", a.type, a.start_at AS "startAt"`,
    );
  }
}
