import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { NewestFirst } from '@platform/paging';
import { appointmentLimits, type Appointment, type AppointmentFilter } from './appointment';

const shape = {
  id: 'uuid',
  title: 'text',
  type: 'text',
  status: 'text',
  startAt: 'date',
  endAt: 'date',
  zone: 'text',
  hostId: 'uuid',
  leadId: 'uuid?',
  location: 'text?',
  meetingUrl: 'text?',
  description: 'text?',
  outcome: 'text?',
  revision: 'int',
  icsSequence: 'int',
  invite: 'bool',
  reminderRules: 'json',
  messageSourceId: 'uuid',
  inviteSourceId: 'uuid',
  rescheduleRequestedAt: 'date?',
  confirmedAt: 'date?',
  noShowSuspectedAt: 'date?',
  closedAt: 'date?',
  createdById: 'uuid?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;

const columns = Prisma.sql`a.id, a.title, a.type, a.status, a.start_at AS "startAt", a.end_at AS "endAt", a.zone,
  a.host_id AS "hostId", a.lead_id AS "leadId", a.location, a.meeting_url AS "meetingUrl", a.description, a.outcome, a.revision,
  a.ics_sequence AS "icsSequence", a.invite, a.reminder_rules AS "reminderRules", a.message_source_id AS "messageSourceId",
  a.invite_source_id AS "inviteSourceId", a.reschedule_requested_at AS "rescheduleRequestedAt", a.confirmed_at AS "confirmedAt",
  a.no_show_suspected_at AS "noShowSuspectedAt", a.closed_at AS "closedAt", a.created_by_id AS "createdById",
  a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;

/** What is written; the rest Postgres knows. */
export type StoredAppointment = Omit<Appointment, 'createdAt' | 'updatedAt'>;

const conditions: {
  [K in keyof Required<AppointmentFilter>]: (value: Required<AppointmentFilter>[K]) => Prisma.Sql;
} = {
  // What began before and is still going on belongs to the range; the second bound lets the index begin there.
  from: (from) => Prisma.sql`a.end_at > ${from}::timestamptz
    AND a.start_at > ${from}::timestamptz - ${appointmentLimits.minutes} * interval '1 minute'`,
  to: (to) => Prisma.sql`a.start_at < ${to}::timestamptz`,
  status: (statuses) => Prisma.sql`a.status = ANY(${statuses}::text[])`,
  type: (types) => Prisma.sql`a.type = ANY(${types}::text[])`,
  hostId: (id) => Prisma.sql`a.host_id = ${id}::uuid`,
  leadId: (id) => Prisma.sql`a.lead_id = ${id}::uuid`,
};

@Injectable()
export class AppointmentsRepository {
  async insert(tx: SqlTx, stored: StoredAppointment): Promise<Appointment> {
    return this.one(
      tx,
      Prisma.sql`INSERT INTO appointment AS a (id, team_id, title, type, status, start_at, end_at, zone, host_id, lead_id,
          location, meeting_url, description, invite, reminder_rules, message_source_id, invite_source_id, created_by_id, updated_at)
        VALUES (${stored.id}::uuid, brickwork_team(), ${stored.title}, ${stored.type}, ${stored.status}, ${stored.startAt},
          ${stored.endAt}, ${stored.zone}, ${stored.hostId}::uuid, ${stored.leadId}::uuid, ${stored.location},
          ${stored.meetingUrl}, ${stored.description}, ${stored.invite}, ${rulesOf(stored)}::jsonb,
          ${stored.messageSourceId}::uuid, ${stored.inviteSourceId}::uuid, ${stored.createdById}::uuid, now())
        RETURNING ${columns}`,
    );
  }

  /** Writes all that may change. */
  async update(tx: SqlTx, stored: StoredAppointment): Promise<Appointment> {
    return this.one(
      tx,
      Prisma.sql`UPDATE appointment a SET title = ${stored.title}, type = ${stored.type}, status = ${stored.status},
          start_at = ${stored.startAt}, end_at = ${stored.endAt}, zone = ${stored.zone}, host_id = ${stored.hostId}::uuid,
          lead_id = ${stored.leadId}::uuid, location = ${stored.location}, meeting_url = ${stored.meetingUrl},
          description = ${stored.description}, outcome = ${stored.outcome}, revision = ${stored.revision},
          ics_sequence = ${stored.icsSequence}, invite = ${stored.invite}, reminder_rules = ${rulesOf(stored)}::jsonb,
          message_source_id = ${stored.messageSourceId}::uuid, invite_source_id = ${stored.inviteSourceId}::uuid,
          reschedule_requested_at = ${stored.rescheduleRequestedAt}, confirmed_at = ${stored.confirmedAt},
          no_show_suspected_at = ${stored.noShowSuspectedAt}, closed_at = ${stored.closedAt}, updated_at = now()
        WHERE a.id = ${stored.id}::uuid RETURNING ${columns}`,
    );
  }

  async find(tx: SqlTx, id: string): Promise<Appointment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM appointment a WHERE a.id = ${id}::uuid`,
    );
    return row && fromRow(row);
  }

  /** Whoever changes an appointment, or sends for it, locks it first. */
  async lock(tx: SqlTx, id: string): Promise<Appointment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM appointment a WHERE a.id = ${id}::uuid FOR NO KEY UPDATE`,
    );
    return row && fromRow(row);
  }

  /** In order of time. */
  async list(
    tx: SqlTx,
    filter: AppointmentFilter,
    after: { startAt: Date; id: string } | undefined,
    limit: number,
  ): Promise<Appointment[]> {
    const where = (Object.keys(conditions) as (keyof AppointmentFilter)[]).flatMap((key) =>
      filter[key] === undefined ? [] : [(conditions[key] as (value: unknown) => Prisma.Sql)(filter[key])],
    );
    if (after)
      where.push(Prisma.sql`(a.start_at, a.id) > (${after.startAt}::timestamptz, ${after.id}::uuid)`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM appointment a WHERE ${Prisma.join([Prisma.sql`a.team_id = brickwork_team()`, ...where], ' AND ')}
        ORDER BY a.start_at, a.id LIMIT ${limit}`,
    );
    return rows.map(fromRow);
  }

  /** With a lead, by their start, the latest first. */
  async latestOf(
    tx: SqlTx,
    leadId: string,
    { before, from, to, limit }: NewestFirst,
  ): Promise<Appointment[]> {
    const where = [Prisma.sql`a.team_id = brickwork_team() AND a.lead_id = ${leadId}::uuid`];
    if (before) where.push(Prisma.sql`(a.start_at, a.id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
    if (from) where.push(Prisma.sql`a.start_at >= ${from}::timestamptz`);
    if (to) where.push(Prisma.sql`a.start_at < ${to}::timestamptz`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM appointment a WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY a.start_at DESC, a.id DESC LIMIT ${limit}`,
    );
    return rows.map(fromRow);
  }

  /** What a person hosts or attends, in order of time; cancelled ones are left out. */
  async ofPerson(
    tx: SqlTx,
    userId: string,
    { from, to, limit }: { from: Date; to: Date; limit: number },
  ): Promise<Appointment[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM appointment a
        WHERE a.team_id = brickwork_team() AND ${conditions.from(from)} AND ${conditions.to(to)} AND a.status <> 'CANCELLED'
          AND (a.host_id = ${userId}::uuid OR EXISTS (SELECT FROM appointment_attendee p
            WHERE p.team_id = brickwork_team() AND p.user_id = ${userId}::uuid AND p.appointment_id = a.id))
        ORDER BY a.start_at, a.id LIMIT ${limit}`,
    );
    return rows.map(fromRow);
  }

  private async one(tx: SqlTx, statement: Prisma.Sql): Promise<Appointment> {
    return fromRow(await tx.one(shape, statement));
  }
}

const rulesOf = ({ reminderRules }: StoredAppointment): string | null =>
  reminderRules === null ? null : JSON.stringify(reminderRules);

function fromRow(row: RowOf<typeof shape>): Appointment {
  return row as Appointment;
}
