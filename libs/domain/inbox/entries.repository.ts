import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { inboxLimits, type NewEntry } from './thread';

export interface Entry {
  threadId: string;
  direction: 'in' | 'out';
  removed: boolean;
}

@Injectable()
export class EntriesRepository {
  /** False when the message is in the inbox already. */
  async insert(tx: SqlTx, threadId: string, entry: NewEntry): Promise<boolean> {
    const { id, direction, at, read, subject, text } = entry;
    // As leads are searched: a word of one or two letters must begin a word, so the first one needs a space before it.
    const words = ` ${subject ?? ''} ${text}`.slice(0, inboxLimits.words).toLowerCase();
    const inserted = await tx.execute(Prisma.sql`
      INSERT INTO inbox_entry (id, team_id, thread_id, direction, at, read_at, words)
      VALUES (${id}::uuid, brickwork_team(), ${threadId}::uuid, ${direction}, ${at}, CASE WHEN ${read} THEN now() END, ${words})
      ON CONFLICT (id) DO NOTHING`);
    return inserted === 1;
  }

  async find(tx: SqlTx, id: string): Promise<Entry | undefined> {
    const row = await tx.maybeOne(
      { threadId: 'uuid', direction: 'text', removed: 'bool' },
      Prisma.sql`SELECT thread_id AS "threadId", direction, removed_at IS NOT NULL AS removed
        FROM inbox_entry WHERE id = ${id}::uuid`,
    );
    return row as Entry | undefined;
  }

  /** All of a thread, or one of its messages. */
  async markRead(tx: SqlTx, threadId: string, id?: string): Promise<void> {
    const one = id ? Prisma.sql`AND id = ${id}::uuid` : Prisma.empty;
    await tx.execute(Prisma.sql`UPDATE inbox_entry SET read_at = now()
      WHERE thread_id = ${threadId}::uuid AND read_at IS NULL AND direction = 'in' ${one}`);
  }

  /** The last message that came in, or the one that is named. False when there is none. */
  async markUnread(tx: SqlTx, threadId: string, id?: string): Promise<boolean> {
    const one = id ? Prisma.sql`AND id = ${id}::uuid` : Prisma.empty;
    const marked = await tx.execute(Prisma.sql`UPDATE inbox_entry SET read_at = NULL WHERE id = (
      SELECT id FROM inbox_entry WHERE thread_id = ${threadId}::uuid AND direction = 'in' AND removed_at IS NULL ${one}
      ORDER BY id DESC LIMIT 1)`);
    return marked === 1;
  }

  /** The number that the thread shows is counted from its rows. */
  async recount(tx: SqlTx, threadId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE inbox_thread SET unread = (
        SELECT count(*) FROM inbox_entry
        WHERE thread_id = ${threadId}::uuid AND read_at IS NULL AND removed_at IS NULL AND direction = 'in')
      WHERE id = ${threadId}::uuid`);
  }

  /** Also of a message that had no entry yet. */
  async remove(
    tx: SqlTx,
    entry: { id: string; threadId: string; direction: 'in' | 'out'; at: Date; userId: string | null },
  ): Promise<void> {
    const { id, threadId, direction, at, userId } = entry;
    await tx.execute(Prisma.sql`
      INSERT INTO inbox_entry (id, team_id, thread_id, direction, at, read_at, removed_at, removed_by_id)
      VALUES (${id}::uuid, brickwork_team(), ${threadId}::uuid, ${direction}, ${at}, now(), now(), ${userId}::uuid)
      ON CONFLICT (id) DO UPDATE SET removed_at = now(), removed_by_id = excluded.removed_by_id`);
  }

  /** Messages that are not shown any more. */
  async removedOf(tx: SqlTx, threadId: string): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM inbox_entry WHERE thread_id = ${threadId}::uuid AND removed_at IS NOT NULL`,
    );
    return rows.map(({ id }) => id);
  }

  /** The thread's own messages, the latest first: of a person who is no lead there is no other list. */
  async idsOf(tx: SqlTx, threadId: string, before: string | undefined, limit: number): Promise<string[]> {
    const behind = before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty;
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM inbox_entry WHERE thread_id = ${threadId}::uuid AND removed_at IS NULL ${behind}
        ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Whether the person has ever written here. */
  async hasReceived(tx: SqlTx, threadId: string): Promise<boolean> {
    const { received } = await tx.one(
      { received: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM inbox_entry WHERE thread_id = ${threadId}::uuid AND direction = 'in') AS received`,
    );
    return received;
  }

  /** Of these messages, those that wait to be read. */
  async unreadAmong(tx: SqlTx, ids: string[]): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM inbox_entry WHERE id = ANY(${ids}::uuid[]) AND direction = 'in' AND read_at IS NULL`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  async move(tx: SqlTx, from: string, to: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE inbox_entry SET thread_id = ${to}::uuid WHERE thread_id = ${from}::uuid`,
    );
    await tx.execute(
      Prisma.sql`UPDATE inbox_comment SET thread_id = ${to}::uuid WHERE thread_id = ${from}::uuid`,
    );
  }
}
