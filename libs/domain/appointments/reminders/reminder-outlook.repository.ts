import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import { leadKey } from '../attendee-list';

const shape = {
  id: 'uuid',
  appointmentId: 'uuid',
  title: 'text',
  startAt: 'date',
  zone: 'text',
  revision: 'int',
  channel: 'text',
  offsetMinutes: 'int',
  usefulMinutes: 'int',
  dueAt: 'date',
} as const;
export type OutlookRow = RowOf<typeof shape>;

@Injectable()
export class ReminderOutlookRepository {
  /** Reminders to a lead that will fire as things stand, the first due first. */
  async ofLead(tx: SqlTx, leadId: string, until: Date, limit: number): Promise<OutlookRow[]> {
    return tx.rows(
      shape,
      Prisma.sql`SELECT r.id, a.id AS "appointmentId", a.title, a.start_at AS "startAt", a.zone, r.revision, r.channel,
          r.offset_minutes AS "offsetMinutes", r.useful_minutes AS "usefulMinutes", r.due_at AS "dueAt"
        FROM appointment_reminder r JOIN appointment a ON a.id = r.appointment_id AND a.revision = r.revision
        WHERE r.team_id = brickwork_team() AND r.recipient = ${leadKey(leadId)} AND r.state = 'planned' AND r.due_at < ${until}
          AND a.status IN ('SCHEDULED', 'CONFIRMED') AND a.reschedule_requested_at IS NULL
        ORDER BY r.due_at, r.id LIMIT ${limit}`,
    );
  }
}
