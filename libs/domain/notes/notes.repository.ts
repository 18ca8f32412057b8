import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { NewestFirst } from '@platform/paging';
import type { Note } from './note';

const shape = {
  id: 'uuid',
  leadId: 'uuid',
  content: 'text',
  authorId: 'uuid?',
  mentions: 'json',
  createdAt: 'date',
  updatedAt: 'date',
} as const;
const columns = Prisma.sql`id, lead_id AS "leadId", content, author_id AS "authorId", to_json(mentions) AS mentions,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

@Injectable()
export class NotesRepository {
  async insert(tx: SqlTx, note: Pick<Note, 'leadId' | 'content' | 'authorId' | 'mentions'>): Promise<Note> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO note (id, team_id, lead_id, content, author_id, mentions, updated_at)
        VALUES (${newId()}::uuid, brickwork_team(), ${note.leadId}::uuid, ${note.content}, ${note.authorId}::uuid,
          ${note.mentions}::uuid[], now()) RETURNING ${columns}`,
    );
    return row as Note;
  }

  async find(tx: SqlTx, id: string): Promise<Note | undefined> {
    const row = await tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM note WHERE id = ${id}::uuid`);
    return row as Note | undefined;
  }

  async lock(tx: SqlTx, id: string): Promise<Note | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM note WHERE id = ${id}::uuid FOR NO KEY UPDATE`,
    );
    return row as Note | undefined;
  }

  async latestOf(tx: SqlTx, leadId: string, { before, from, to, limit }: NewestFirst): Promise<Note[]> {
    const where = [Prisma.sql`team_id = brickwork_team() AND lead_id = ${leadId}::uuid`];
    if (before) where.push(Prisma.sql`(created_at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`);
    if (from) where.push(Prisma.sql`created_at >= ${from}::timestamptz`);
    if (to) where.push(Prisma.sql`created_at < ${to}::timestamptz`);
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM note WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY created_at DESC, id DESC LIMIT ${limit}`,
    );
    return rows as Note[];
  }

  async update(
    tx: SqlTx,
    id: string,
    { content, mentions }: Pick<Note, 'content' | 'mentions'>,
  ): Promise<Note> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE note SET content = ${content}, mentions = ${mentions}::uuid[], updated_at = now()
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Note;
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM note WHERE id = ${id}::uuid`);
  }

  /** How many of these people are members of the team. */
  async countMembers(tx: SqlTx, userIds: string[]): Promise<number> {
    const { members } = await tx.one(
      { members: 'int' },
      Prisma.sql`SELECT count(*)::int AS members FROM membership
        WHERE team_id = brickwork_team() AND user_id = ANY(${userIds}::uuid[])`,
    );
    return members;
  }
}
