import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Span } from './period';
import { inSpan } from './seen-leads.sql';

const happenedShape = { held: 'int', noShows: 'int', cancelled: 'int', tasksCompleted: 'int' } as const;
/** Appointments by when they begin, tasks by when they were completed. */
export type Happened = RowOf<typeof happenedShape>;

const aheadShape = { upcoming: 'int', overdueTasks: 'int', activeCampaigns: 'int' } as const;
export type Ahead = RowOf<typeof aheadShape>;

@Injectable()
export class AgendaFiguresRepository {
  async happened(tx: SqlTx, span: Span): Promise<Happened> {
    return tx.one(
      happenedShape,
      Prisma.sql`SELECT count(*) FILTER (WHERE status = 'COMPLETED')::int AS held,
          count(*) FILTER (WHERE status = 'NO_SHOW')::int AS "noShows", count(*) FILTER (WHERE status = 'CANCELLED')::int AS cancelled,
          (SELECT count(*)::int FROM task WHERE team_id = brickwork_team() AND status = 'COMPLETED'
            AND ${inSpan(Prisma.sql`completed_at`, span)}) AS "tasksCompleted"
        FROM appointment WHERE team_id = brickwork_team() AND ${inSpan(Prisma.sql`start_at`, span)}`,
    );
  }

  /** As of `now`; appointments of the next `days` days. */
  async ahead(tx: SqlTx, now: Date, days: number): Promise<Ahead> {
    return tx.one(
      aheadShape,
      Prisma.sql`SELECT
          (SELECT count(*)::int FROM appointment WHERE team_id = brickwork_team() AND status IN ('SCHEDULED', 'CONFIRMED')
            AND start_at >= ${now}::timestamptz AND start_at < ${now}::timestamptz + ${days}::int * interval '1 day') AS upcoming,
          (SELECT count(*)::int FROM task WHERE team_id = brickwork_team() AND status IN ('PENDING', 'IN_PROGRESS')
            AND due_at <= ${now}::timestamptz) AS "overdueTasks",
          (SELECT count(*)::int FROM campaign WHERE team_id = brickwork_team() AND status IN ('SCHEDULED', 'ACTIVE', 'PAUSED'))
            AS "activeCampaigns"`,
    );
  }
}
