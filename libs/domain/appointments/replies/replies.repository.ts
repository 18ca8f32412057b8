import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface ReplyCandidate {
  appointmentId: string;
  title: string;
  hostId: string;
  zone: string;
  startAt: Date;
  /** The reminder told of another time than the appointment has now. */
  stale: boolean;
}

@Injectable()
export class RepliesRepository {
  /** The appointments ahead that the lead was reminded of by text, the latest reminder first. */
  async candidates(tx: SqlTx, recipient: string): Promise<ReplyCandidate[]> {
    return tx.rows(
      { appointmentId: 'uuid', title: 'text', hostId: 'uuid', zone: 'text', startAt: 'date', stale: 'bool' },
      Prisma.sql`
        SELECT a.id AS "appointmentId", a.title, a.host_id AS "hostId", a.zone, a.start_at AS "startAt", r.start_at <> a.start_at AS stale
        FROM (
          SELECT DISTINCT ON (r.appointment_id) r.appointment_id, r.start_at, r.fired_at
          FROM appointment_reminder r JOIN message_ledger m ON m.id = r.message_id
          WHERE r.team_id = brickwork_team() AND r.recipient = ${recipient} AND r.state = 'sent' AND r.channel = 'SMS'
            AND m.state NOT IN ('queued', 'held', 'claimed', 'skipped', 'cancelled', 'failed')
          ORDER BY r.appointment_id, r.fired_at DESC
        ) r
        JOIN appointment a ON a.id = r.appointment_id
        WHERE a.status IN ('SCHEDULED', 'CONFIRMED') AND a.start_at > now()
        ORDER BY r.fired_at DESC LIMIT 10`,
    );
  }

  /** Whom to answer: the lead's own clock. */
  async zoneOf(tx: SqlTx, leadId: string): Promise<string | null> {
    const row = await tx.maybeOne(
      { zone: 'text?' },
      Prisma.sql`SELECT timezone AS zone FROM lead WHERE id = ${leadId}::uuid`,
    );
    return row?.zone ?? null;
  }
}
