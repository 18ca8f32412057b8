import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { ReminderView } from '../appointment';
import { appointmentJobs } from '../appointments.jobs';
import type { PlannedReminder } from './reminder-plan';

const dueShape = {
  id: 'uuid',
  appointmentId: 'uuid',
  revision: 'int',
  offsetMinutes: 'int',
  channel: 'text',
  recipient: 'text',
  startAt: 'date',
  usefulMinutes: 'int',
  quietHours: 'text',
  state: 'text',
} as const;
export type StoredReminder = RowOf<typeof dueShape>;

const viewShape = {
  id: 'uuid',
  revision: 'int',
  offsetMinutes: 'int',
  channel: 'text',
  recipient: 'text',
  dueAt: 'date',
  state: 'text',
  reason: 'text?',
  messageId: 'uuid?',
  messageState: 'text?',
} as const;

export interface ReminderRow extends PlannedReminder {
  id: string;
  /** Of its job and its message. */
  dedupeKey: string;
}

@Injectable()
export class RemindersRepository {
  async insert(
    tx: SqlTx,
    appointment: { id: string; revision: number; startAt: Date },
    reminders: ReminderRow[],
  ): Promise<void> {
    const column = <T>(pick: (reminder: ReminderRow) => T) => reminders.map(pick);
    await tx.execute(Prisma.sql`
      INSERT INTO appointment_reminder (id, team_id, appointment_id, revision, offset_minutes, channel, recipient, start_at, due_at,
        useful_minutes, quiet_hours, state, reason)
      SELECT n.id, brickwork_team(), ${appointment.id}::uuid, ${appointment.revision}, n.minutes, n.channel, n.recipient,
        ${appointment.startAt}, n.due_at, n.useful, n.quiet, n.state, n.reason
      FROM unnest(${column(({ id }) => id)}::uuid[], ${column((one) => one.offsetMinutes)}::int[],
        ${column(({ channel }) => channel)}::text[], ${column(({ recipient }) => recipient)}::text[],
        ${column(({ dueAt }) => dueAt.toISOString())}::timestamptz[], ${column((one) => one.usefulMinutes)}::int[],
        ${column(({ quietHours }) => quietHours)}::text[], ${column(({ state }) => state)}::text[],
        ${column(({ reason }) => reason)}::text[])
        AS n(id, minutes, channel, recipient, due_at, useful, quiet, state, reason)`);
  }

  /** Notes which job each reminder waits for. */
  async noteJobs(tx: SqlTx, reminders: ReminderRow[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE appointment_reminder r SET job_id = j.id
      FROM unnest(${reminders.map(({ id }) => id)}::uuid[], ${reminders.map(({ dedupeKey }) => dedupeKey)}::text[]) AS n(id, key)
      JOIN job j ON j.name = ${appointmentJobs.remind.name} AND j.team_id = brickwork_team() AND j.dedupe_key = n.key
        AND j.state IN ('scheduled', 'active', 'retrying')
      WHERE r.id = n.id`);
  }

  /** Ends all reminders of an appointment that have not fired; answers their jobs. */
  async cancelPlanned(tx: SqlTx, appointmentId: string, reason: string): Promise<string[]> {
    const rows = await tx.rows(
      { jobId: 'uuid?' },
      Prisma.sql`UPDATE appointment_reminder SET state = 'cancelled', reason = ${reason}
        WHERE appointment_id = ${appointmentId}::uuid AND state = 'planned' RETURNING job_id AS "jobId"`,
    );
    return rows.flatMap(({ jobId }) => jobId ?? []);
  }

  /** `offset:channel:recipient` of what was sent for this very start. */
  async sentFor(tx: SqlTx, appointmentId: string, startAt: Date): Promise<Set<string>> {
    const rows = await tx.rows(
      { key: 'text' },
      Prisma.sql`SELECT DISTINCT r.offset_minutes || ':' || r.channel || ':' || r.recipient AS key
        FROM appointment_reminder r LEFT JOIN message_ledger m ON m.id = r.message_id
        WHERE r.appointment_id = ${appointmentId}::uuid AND r.start_at = ${startAt} AND r.state = 'sent'
          AND (r.message_id IS NULL OR m.state NOT IN ('queued', 'held', 'claimed', 'skipped', 'cancelled'))`,
    );
    return new Set(rows.map(({ key }) => key));
  }

  async find(tx: SqlTx, id: string): Promise<StoredReminder | undefined> {
    return tx.maybeOne(
      dueShape,
      Prisma.sql`SELECT id, appointment_id AS "appointmentId", revision, offset_minutes AS "offsetMinutes", channel, recipient,
          start_at AS "startAt", useful_minutes AS "usefulMinutes", quiet_hours AS "quietHours", state
        FROM appointment_reminder WHERE id = ${id}::uuid`,
    );
  }

  /** By what it is unique by. */
  async findByKey(
    tx: SqlTx,
    appointmentId: string,
    key: { revision: number; offsetMinutes: number; channel: string; recipient: string },
  ): Promise<{ id: string; dueAt: Date; startAt: Date } | undefined> {
    return tx.maybeOne(
      { id: 'uuid', dueAt: 'date', startAt: 'date' },
      Prisma.sql`SELECT id, due_at AS "dueAt", start_at AS "startAt" FROM appointment_reminder
        WHERE appointment_id = ${appointmentId}::uuid AND revision = ${key.revision}::int
          AND offset_minutes = ${key.offsetMinutes}::int AND channel = ${key.channel} AND recipient = ${key.recipient}`,
    );
  }

  /** Writes what became of a reminder; one that has its end keeps it. */
  async settle(
    tx: SqlTx,
    id: string,
    outcome: { state: 'sent' | 'skipped' | 'cancelled'; reason: string | null; messageId: string | null },
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE appointment_reminder SET state = ${outcome.state}, reason = ${outcome.reason},
        message_id = ${outcome.messageId}::uuid, fired_at = now()
      WHERE id = ${id}::uuid AND state = 'planned'`);
  }

  /** The current revision's first, each in order of time. */
  async views(tx: SqlTx, appointmentId: string): Promise<ReminderView[]> {
    return tx.rows(
      viewShape,
      Prisma.sql`SELECT r.id, r.revision, r.offset_minutes AS "offsetMinutes", r.channel, r.recipient, r.due_at AS "dueAt", r.state,
          r.reason, r.message_id AS "messageId",
          m.state AS "messageState"
        FROM appointment_reminder r LEFT JOIN message_ledger m ON m.id = r.message_id
        WHERE r.appointment_id = ${appointmentId}::uuid ORDER BY r.revision DESC, r.due_at, r.id LIMIT 200`,
    );
  }

  /** Postgres' clock: what is past is so by it. */
  async now(tx: SqlTx): Promise<Date> {
    const row = await tx.one({ now: 'date' }, Prisma.sql`SELECT now() AS now`);
    return row.now;
  }
}

export const newReminderId = newId;
