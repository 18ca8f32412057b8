import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { appointmentLimits } from './appointment';

const spanShape = { id: 'uuid', hostId: 'uuid', startAt: 'date', endAt: 'date' } as const;
const openAppointments = Prisma.sql`a.team_id = brickwork_team() AND a.status IN ('SCHEDULED', 'CONFIRMED')`;

/** What a host has on when. */
@Injectable()
export class HostCalendarRepository {
  /** Whoever books for a host waits for whoever is doing so: two who look at once would both find them free. */
  async lock(tx: SqlTx, hostId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended('appointment-host:' || brickwork_team() || ':' || ${hostId}, 0))`,
    );
  }

  /** The host's open appointments that overlap the span; touching ends are no overlap. */
  async overlapping(
    tx: SqlTx,
    {
      hostId,
      startAt,
      endAt,
      exceptId,
    }: { hostId: string; startAt: Date; endAt: Date; exceptId: string | null },
  ): Promise<{ id: string; startAt: Date; endAt: Date }[]> {
    const rows = await tx.rows(
      spanShape,
      Prisma.sql`SELECT a.id, a.host_id AS "hostId", a.start_at AS "startAt", a.end_at AS "endAt" FROM appointment a
        WHERE ${openAppointments} AND a.host_id = ${hostId}::uuid AND ${overlap(startAt, endAt)}
          AND a.id IS DISTINCT FROM ${exceptId}::uuid
        ORDER BY a.start_at, a.id LIMIT 5`,
    );
    return rows.map(({ hostId: _host, ...span }) => span);
  }

  /** All that the people host or attend in the range, in order of time. */
  async spans(
    tx: SqlTx,
    userIds: string[],
    from: Date,
    to: Date,
  ): Promise<{ userId: string; startAt: Date; endAt: Date }[]> {
    return tx.rows(
      { userId: 'uuid', startAt: 'date', endAt: 'date' },
      // Two branches instead of one OR, so that each begins at its own index.
      Prisma.sql`
        SELECT a.host_id AS "userId", a.start_at AS "startAt", a.end_at AS "endAt" FROM appointment a
        WHERE ${openAppointments} AND a.host_id = ANY(${userIds}::uuid[]) AND ${overlap(from, to)}
        UNION ALL
        SELECT p.user_id, a.start_at, a.end_at FROM appointment_attendee p JOIN appointment a ON a.id = p.appointment_id
        WHERE p.team_id = brickwork_team() AND p.user_id = ANY(${userIds}::uuid[]) AND p.response <> 'DECLINED'
          AND ${openAppointments} AND ${overlap(from, to)}
        ORDER BY 2`,
    );
  }
}

/** The bound below lets the index begin near the span. */
function overlap(startAt: Date, endAt: Date): Prisma.Sql {
  return Prisma.sql`a.start_at < ${endAt}::timestamptz AND a.end_at > ${startAt}::timestamptz
    AND a.start_at > ${startAt}::timestamptz - ${appointmentLimits.minutes} * interval '1 minute'`;
}
