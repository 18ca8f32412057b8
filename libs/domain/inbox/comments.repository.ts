import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';

const shape = {
  id: 'uuid',
  threadId: 'uuid',
  content: 'text',
  authorId: 'uuid?',
  mentions: 'json',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, thread_id AS "threadId", content, author_id AS "authorId", to_json(mentions) AS mentions,
  created_at AS "createdAt"`;

/** What a colleague says about a thread; never sent. */
export interface ThreadComment {
  id: string;
  threadId: string;
  /** Mentions of members are written `@[Name](user id)`. */
  content: string;
  /** Null: an API key wrote it. */
  authorId: string | null;
  mentions: string[];
  createdAt: Date;
}

@Injectable()
export class CommentsRepository {
  async insert(
    tx: SqlTx,
    comment: Pick<ThreadComment, 'threadId' | 'content' | 'authorId' | 'mentions'>,
  ): Promise<ThreadComment> {
    const row = await tx.one(
      shape,
      Prisma.sql`INSERT INTO inbox_comment (id, team_id, thread_id, content, author_id, mentions)
        VALUES (${newId()}::uuid, brickwork_team(), ${comment.threadId}::uuid, ${comment.content}, ${comment.authorId}::uuid,
          ${comment.mentions}::uuid[]) RETURNING ${columns}`,
    );
    return row as ThreadComment;
  }

  async find(tx: SqlTx, threadId: string, id: string): Promise<ThreadComment | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM inbox_comment WHERE id = ${id}::uuid AND thread_id = ${threadId}::uuid`,
    );
    return row as ThreadComment | undefined;
  }

  /** The latest first. */
  async list(
    tx: SqlTx,
    threadId: string,
    { before, limit }: { before?: string; limit: number },
  ): Promise<ThreadComment[]> {
    const behind = before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM inbox_comment WHERE thread_id = ${threadId}::uuid ${behind}
        ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as ThreadComment[];
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM inbox_comment WHERE id = ${id}::uuid`);
  }
}
