import { Injectable } from '@nestjs/common';
import { LOGGED_TYPES } from '@domain/activities';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Span } from './period';
import { inSpan, seenLeads } from './seen-leads.sql';

const memberShape = { userId: 'uuid', name: 'text', role: 'text' } as const;
export type TeamMember = RowOf<typeof memberShape>;

const byUser = { userId: 'uuid?' } as const;
const shapes = {
  leads: { ...byUser, openLeads: 'int', openValue: 'float', newLeads: 'int' },
  closed: { ...byUser, won: 'int', lost: 'int', revenue: 'float' },
  appointments: { ...byUser, held: 'int', noShows: 'int' },
  tasks: { ...byUser, tasksCompleted: 'int', tasksOverdue: 'int' },
  logged: { ...byUser, logged: 'int' },
} as const;

/** Everything counted of one person; null: of what is nobody's. */
export type PersonRow = { userId: string | null } & Partial<
  Omit<
    RowOf<typeof shapes.leads> &
      RowOf<typeof shapes.closed> &
      RowOf<typeof shapes.appointments> &
      RowOf<typeof shapes.tasks> &
      RowOf<typeof shapes.logged>,
    'userId'
  >
>;

/** `only`: of this person alone. */
export interface Wanted {
  span: Span;
  now: Date;
  only: string | null;
}

const mine = (column: Prisma.Sql, { only }: Wanted) =>
  only === null ? Prisma.empty : Prisma.sql`AND ${column} = ${only}::uuid`;

@Injectable()
export class TeamPerformanceRepository {
  async members(tx: SqlTx, only: string | null): Promise<TeamMember[]> {
    return tx.rows(
      memberShape,
      Prisma.sql`SELECT m.user_id AS "userId", u.name, m.role::text AS role FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.team_id = brickwork_team() AND m.deactivated_at IS NULL AND (${only}::uuid IS NULL OR m.user_id = ${only}::uuid) ORDER BY u.name, m.user_id`,
    );
  }

  /** By who has the lead now, hosts the appointment, has the task, logged the activity. */
  async figures(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    return [
      ...(await this.leads(tx, wanted)),
      ...(await this.closed(tx, wanted)),
      ...(await this.appointments(tx, wanted)),
      ...(await this.tasks(tx, wanted)),
      ...(await this.logged(tx, wanted)),
    ];
  }

  private leads(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    const open = Prisma.sql`l.status NOT IN ('WON', 'LOST')`;
    return tx.rows(
      shapes.leads,
      Prisma.sql`SELECT l.assigned_to_id AS "userId", count(*) FILTER (WHERE ${open})::int AS "openLeads",
          coalesce(sum(l.value) FILTER (WHERE ${open}), 0)::float8 AS "openValue",
          count(*) FILTER (WHERE ${inSpan(Prisma.sql`l.created_at`, wanted.span)})::int AS "newLeads"
        FROM ${seenLeads(tx)} AS l WHERE true ${mine(Prisma.sql`l.assigned_to_id`, wanted)} GROUP BY 1`,
    );
  }

  private closed(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    return tx.rows(
      shapes.closed,
      Prisma.sql`SELECT l.assigned_to_id AS "userId", count(*) FILTER (WHERE l.status = 'WON')::int AS won,
          count(*) FILTER (WHERE l.status = 'LOST')::int AS lost,
          coalesce(sum(l.value) FILTER (WHERE l.status = 'WON'), 0)::float8 AS revenue
        FROM ${seenLeads(tx)} AS l WHERE l.status IN ('WON', 'LOST') AND ${inSpan(Prisma.sql`l.status_since`, wanted.span)}
          ${mine(Prisma.sql`l.assigned_to_id`, wanted)} GROUP BY 1`,
    );
  }

  private appointments(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    return tx.rows(
      shapes.appointments,
      Prisma.sql`SELECT host_id AS "userId", count(*) FILTER (WHERE status = 'COMPLETED')::int AS held,
          count(*) FILTER (WHERE status = 'NO_SHOW')::int AS "noShows" FROM appointment
        WHERE team_id = brickwork_team() AND ${inSpan(Prisma.sql`start_at`, wanted.span)} ${mine(Prisma.sql`host_id`, wanted)} GROUP BY 1`,
    );
  }

  private tasks(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    const whose = mine(Prisma.sql`assigned_to_id`, wanted);
    return tx.rows(
      shapes.tasks,
      Prisma.sql`SELECT assigned_to_id AS "userId", count(*) FILTER (WHERE done)::int AS "tasksCompleted",
          count(*) FILTER (WHERE NOT done)::int AS "tasksOverdue" FROM (
            SELECT assigned_to_id, true AS done FROM task
            WHERE team_id = brickwork_team() AND status = 'COMPLETED' AND ${inSpan(Prisma.sql`completed_at`, wanted.span)} ${whose}
            UNION ALL SELECT assigned_to_id, false FROM task
            WHERE team_id = brickwork_team() AND status IN ('PENDING', 'IN_PROGRESS') AND due_at <= ${wanted.now}::timestamptz ${whose}
          ) AS t GROUP BY 1`,
    );
  }

  private logged(tx: SqlTx, wanted: Wanted): Promise<PersonRow[]> {
    return tx.rows(
      shapes.logged,
      Prisma.sql`SELECT user_id AS "userId", count(*)::int AS logged FROM activity
        WHERE team_id = brickwork_team() AND type = ANY(${[...LOGGED_TYPES]}::text[]) AND user_id IS NOT NULL
          AND ${inSpan(Prisma.sql`created_at`, wanted.span)} ${mine(Prisma.sql`user_id`, wanted)} GROUP BY 1`,
    );
  }
}
