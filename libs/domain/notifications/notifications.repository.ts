import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Channels, NewNotification, Notification } from './notification';

const shape = {
  id: 'uuid',
  type: 'text',
  title: 'text',
  body: 'text',
  leadId: 'uuid?',
  appointmentId: 'uuid?',
  taskId: 'uuid?',
  noteId: 'uuid?',
  campaignId: 'uuid?',
  readAt: 'date?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, type, title, body, lead_id AS "leadId", appointment_id AS "appointmentId", task_id AS "taskId",
  note_id AS "noteId", campaign_id AS "campaignId", read_at AS "readAt", created_at AS "createdAt"`;
const own = (userId: string) => Prisma.sql`team_id = brickwork_team() AND user_id = ${userId}::uuid`;
/** What the product lists; the rest went by mail or waits for the digest. */
const listed = (userId: string) => Prisma.sql`${own(userId)} AND in_app`;

@Injectable()
export class NotificationsRepository {
  /** A key that was used before adds nothing and answers nothing. */
  async insert(
    tx: SqlTx,
    notification: NewNotification,
    { inApp, digest }: Channels,
  ): Promise<string | undefined> {
    const { userId, type, title, body, leadId = null, dedupeKey } = notification;
    const { appointmentId = null, taskId = null, noteId = null, campaignId = null } = notification;
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`
      INSERT INTO notification (id, team_id, user_id, type, title, body, lead_id, appointment_id, task_id, note_id, campaign_id,
        in_app, digest, dedupe_key)
      VALUES (${newId()}::uuid, brickwork_team(), ${userId}::uuid, ${type}, ${title}, ${body}, ${leadId}::uuid,
        ${appointmentId}::uuid, ${taskId}::uuid, ${noteId}::uuid, ${campaignId}::uuid, ${inApp}, ${digest}, ${dedupeKey})
      ON CONFLICT (team_id, dedupe_key) DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  /** Newest first; `before` is the id of the last of the page before. */
  async list(
    tx: SqlTx,
    userId: string,
    { unread, before, limit }: { unread?: boolean; before?: string; limit: number },
  ): Promise<Notification[]> {
    const where = [listed(userId)];
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
  async markRead(
    tx: SqlTx,
    userId: string,
    id: string,
  ): Promise<{ notification: Notification; first: boolean } | undefined> {
    const row = await tx.maybeOne(
      { ...shape, first: 'bool' },
      Prisma.sql`UPDATE notification SET read_at = coalesce(read_at, now()) WHERE ${listed(userId)} AND id = ${id}::uuid
        RETURNING ${columns}, read_at = now()::timestamptz(3) AS first`,
    );
    if (!row) return undefined;
    const { first, ...notification } = row;
    return { notification: notification as Notification, first };
  }

  async markAllRead(tx: SqlTx, userId: string): Promise<number> {
    return tx.execute(
      Prisma.sql`UPDATE notification SET read_at = now() WHERE ${listed(userId)} AND read_at IS NULL`,
    );
  }

  /** False when the person has no such notification. */
  async delete(tx: SqlTx, userId: string, id: string): Promise<boolean> {
    const deleted = await tx.execute(
      Prisma.sql`DELETE FROM notification WHERE ${listed(userId)} AND id = ${id}::uuid`,
    );
    return deleted === 1;
  }

  async countUnread(tx: SqlTx, userId: string): Promise<number> {
    const row = await tx.one(
      { unread: 'int' },
      Prisma.sql`SELECT count(*)::int AS unread FROM notification WHERE ${listed(userId)} AND read_at IS NULL`,
    );
    return row.unread;
  }

  /** The newest titles of what waits for a digest, and how many there are in all. */
  async toDigest(
    tx: SqlTx,
    userId: string,
    most: number,
  ): Promise<{ count: number; lines: string[]; upTo: string | null }> {
    const rows = await tx.rows(
      { id: 'uuid', title: 'text', count: 'int' },
      Prisma.sql`SELECT id, title, count(*) OVER ()::int AS count FROM notification
        WHERE ${own(userId)} AND digest AND read_at IS NULL AND digested_at IS NULL ORDER BY id DESC LIMIT ${most}`,
    );
    return {
      count: rows[0]?.count ?? 0,
      lines: rows.map(({ title }) => title),
      upTo: rows[0]?.id ?? null,
    };
  }

  /** What is as old as `upTo` or older has been told of. */
  async markDigested(tx: SqlTx, userId: string, upTo: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE notification SET digested_at = now()
      WHERE ${own(userId)} AND digest AND read_at IS NULL AND digested_at IS NULL AND id <= ${upTo}::uuid`);
  }
}
