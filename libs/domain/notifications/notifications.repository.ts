import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { NewNotification, Notification } from './notification';

const shape = {
  id: 'uuid',
  type: 'text',
  title: 'text',
  body: 'text',
  leadId: 'uuid?',
  appointmentId: 'uuid?',
  taskId: 'uuid?',
  noteId: 'uuid?',
  readAt: 'date?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, type, title, body, lead_id AS "leadId", appointment_id AS "appointmentId", task_id AS "taskId",
  note_id AS "noteId", read_at AS "readAt",
  created_at AS "createdAt"`;
const own = (userId: string) => Prisma.sql`team_id = brickwork_team() AND user_id = ${userId}::uuid`;

@Injectable()
export class NotificationsRepository {
  /** A key that was used before adds nothing. */
  async insert(tx: SqlTx, notification: NewNotification): Promise<void> {
    const { userId, type, title, body, leadId = null, dedupeKey } = notification;
    const { appointmentId = null, taskId = null, noteId = null } = notification;
    await tx.execute(Prisma.sql`
      INSERT INTO notification (id, team_id, user_id, type, title, body, lead_id, appointment_id, task_id, note_id,
        dedupe_key)
      VALUES (${newId()}::uuid, brickwork_team(), ${userId}::uuid, ${type}, ${title}, ${body}, ${leadId}::uuid,
        ${appointmentId}::uuid, ${taskId}::uuid, ${noteId}::uuid, ${dedupeKey})
      ON CONFLICT (team_id, dedupe_key) DO NOTHING`);
  }

  /** Newest first; `before` is the id of the last of the page before. */
  async list(
    tx: SqlTx,
    userId: string,
    { unread, before, limit }: { unread?: boolean; before?: string; limit: number },
  ): Promise<Notification[]> {
    const where = [own(userId)];
    if (unread !== undefined)
      where.push(unread ? Prisma.sql`read_at IS NULL` : Prisma.sql`read_at IS NOT NULL`);
    if (before) where.push(Prisma.sql`id < ${before}::uuid`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM notification WHERE ${Prisma.join(where, ' AND ')} ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as Notification[];
  }

  /** Undefined when the person has no such notification. The first reading counts. */
  async markRead(tx: SqlTx, userId: string, id: string): Promise<Notification | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`UPDATE notification SET read_at = coalesce(read_at, now()) WHERE ${own(userId)} AND id = ${id}::uuid
        RETURNING ${columns}`,
    );
    return row as Notification | undefined;
  }

  async markAllRead(tx: SqlTx, userId: string): Promise<number> {
    return tx.execute(
      Prisma.sql`UPDATE notification SET read_at = now() WHERE ${own(userId)} AND read_at IS NULL`,
    );
  }

  async countUnread(tx: SqlTx, userId: string): Promise<number> {
    const row = await tx.one(
      { unread: 'int' },
      Prisma.sql`SELECT count(*)::int AS unread FROM notification WHERE ${own(userId)} AND read_at IS NULL`,
    );
    return row.unread;
  }

  /** As people call them; null for who is gone. */
  async names(
    tx: SqlTx,
    { leadId, userId }: { leadId: string; userId: string | null },
  ): Promise<{ lead: string | null; user: string | null }> {
    return tx.one(
      { lead: 'text?', user: 'text?' },
      Prisma.sql`SELECT (SELECT name FROM lead WHERE id = ${leadId}::uuid) AS lead,
        (SELECT name FROM app_user WHERE id = ${userId}::uuid) AS "user"`,
    );
  }

  async zoneOf(tx: SqlTx, userId: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { zone: 'text' },
      Prisma.sql`SELECT timezone AS zone FROM app_user WHERE id = ${userId}::uuid`,
    );
    return row?.zone;
  }
}
