import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Attendee, AttendeeResponse } from './appointment';

/** An attendee as they are stated: at most one of the ids. */
export interface NewAttendee {
  key: string;
  leadId: string | null;
  userId: string | null;
  email: string | null;
  name: string | null;
}

const personShape = {
  key: 'text',
  host: 'bool',
  leadId: 'uuid?',
  userId: 'uuid?',
  email: 'text?',
  phone: 'text?',
  name: 'text?',
  zone: 'text?',
  response: 'text',
} as const;
/** Somebody who is concerned: an attendee or the host, with what is known of them now. */
export type Person = RowOf<typeof personShape>;

const attendeeShape = {
  id: 'uuid',
  appointmentId: 'uuid',
  key: 'text',
  leadId: 'uuid?',
  userId: 'uuid?',
  email: 'text?',
  name: 'text?',
  response: 'text',
  respondedAt: 'date?',
} as const;

@Injectable()
export class AttendeesRepository {
  /** Makes the attendees those of `wanted`; who stays keeps their response. Answers the keys of who was removed. */
  async replace(tx: SqlTx, appointmentId: string, wanted: NewAttendee[]): Promise<string[]> {
    const keys = wanted.map(({ key }) => key);
    const removed = await tx.rows(
      { key: 'text' },
      Prisma.sql`DELETE FROM appointment_attendee WHERE appointment_id = ${appointmentId}::uuid AND key <> ALL(${keys}::text[])
        RETURNING key`,
    );
    await tx.execute(Prisma.sql`
      INSERT INTO appointment_attendee (id, team_id, appointment_id, key, lead_id, user_id, email, name)
      SELECT n.id, brickwork_team(), ${appointmentId}::uuid, n.key, n.lead_id, n.user_id, n.email, n.name
      FROM unnest(${wanted.map(newId)}::uuid[], ${keys}::text[], ${wanted.map(({ leadId }) => leadId)}::uuid[],
        ${wanted.map(({ userId }) => userId)}::uuid[], ${wanted.map(({ email }) => email)}::text[],
        ${wanted.map(({ name }) => name)}::text[]) AS n(id, key, lead_id, user_id, email, name)
      ON CONFLICT (appointment_id, key) DO UPDATE SET name = excluded.name`);
    return removed.map(({ key }) => key);
  }

  async respond(tx: SqlTx, appointmentId: string, key: string, response: AttendeeResponse): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE appointment_attendee SET response = ${response}, responded_at = now()
      WHERE appointment_id = ${appointmentId}::uuid AND key = ${key}`);
  }

  /** What was said of another time says nothing of this one. */
  async forgetResponses(tx: SqlTx, appointmentId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE appointment_attendee SET response = 'NEEDS_ACTION', responded_at = NULL
      WHERE appointment_id = ${appointmentId}::uuid AND response <> 'NEEDS_ACTION'`);
  }

  /** The attendees of many appointments, in the order in which they were added. */
  async of(tx: SqlTx, appointmentIds: string[]): Promise<Map<string, Attendee[]>> {
    const rows = await tx.rows(
      attendeeShape,
      Prisma.sql`SELECT p.id, p.appointment_id AS "appointmentId", p.key, p.lead_id AS "leadId", p.user_id AS "userId",
          coalesce(l.email, u.email, p.email) AS email, coalesce(l.name, u.name, p.name) AS name, p.response,
          p.responded_at AS "respondedAt"
        FROM appointment_attendee p LEFT JOIN lead l ON l.id = p.lead_id LEFT JOIN app_user u ON u.id = p.user_id
        WHERE p.appointment_id = ANY(${appointmentIds}::uuid[]) ORDER BY p.id`,
    );
    const attendees = rows.map(({ appointmentId, ...attendee }) => ({
      appointmentId,
      attendee: attendee as Attendee,
    }));
    return new Map(
      [...Map.groupBy(attendees, ({ appointmentId }) => appointmentId)].map(([id, group]) => [
        id,
        group.map(({ attendee }) => attendee),
      ]),
    );
  }

  /** The host and all attendees. */
  async people(tx: SqlTx, appointmentId: string): Promise<Person[]> {
    return tx.rows(
      personShape,
      Prisma.sql`
        SELECT 'user:' || a.host_id AS key, true AS host, NULL::uuid AS "leadId", a.host_id AS "userId", u.email, NULL AS phone,
          u.name, u.timezone AS zone, 'ACCEPTED' AS response
        FROM appointment a LEFT JOIN app_user u ON u.id = a.host_id WHERE a.id = ${appointmentId}::uuid
        UNION ALL
        (SELECT p.key, false, p.lead_id, p.user_id, coalesce(l.email, u.email, p.email), l.phone,
          coalesce(l.name, u.name, p.name), coalesce(l.timezone, u.timezone), p.response
        FROM appointment_attendee p LEFT JOIN lead l ON l.id = p.lead_id LEFT JOIN app_user u ON u.id = p.user_id
        WHERE p.appointment_id = ${appointmentId}::uuid ORDER BY p.id)`,
    );
  }

  /** Which of the named the team does not have; row-level security hides those of others. */
  async unknown(tx: SqlTx, leadIds: string[], userIds: string[]): Promise<{ lead: boolean; user: boolean }> {
    return tx.one(
      { lead: 'bool', user: 'bool' },
      Prisma.sql`SELECT
        EXISTS (SELECT FROM unnest(${leadIds}::uuid[]) AS n(id) WHERE NOT EXISTS (SELECT FROM lead WHERE lead.id = n.id)) AS lead,
        EXISTS (SELECT FROM unnest(${userIds}::uuid[]) AS n(id)
          WHERE NOT EXISTS (SELECT FROM membership WHERE membership.user_id = n.id)) AS "user"`,
    );
  }
}
