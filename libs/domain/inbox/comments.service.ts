import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { Author } from '@domain/activities';
import { Mentions, plainNote } from '@domain/notes';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { CommentsRepository, type ThreadComment } from './comments.repository';
import { ComposerFactsRepository } from './composer-facts.repository';
import { commentNotFound, commentNotYours, threadNotFound } from './inbox.errors';
import { memberMentionedInThread, threadChanged } from './inbox.events';
import type { Thread } from './thread';
import { ThreadsRepository } from './threads.repository';
import { changeOf, type PageOptions } from './threads.service';

const shown = 2_000;

/** What colleagues say to each other about a conversation. The person at its other end never sees it. */
@Injectable()
export class Comments {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly mentions: Mentions,
    private readonly threads: ThreadsRepository,
    private readonly comments: CommentsRepository,
    private readonly facts: ComposerFactsRepository,
  ) {}

  /** The latest first. @throws DomainError not_found/thread_not_found, invalid (cursor) */
  async list(
    scope: TenantScope,
    threadId: string,
    { limit, cursor }: PageOptions,
  ): Promise<Page<ThreadComment>> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(scope, async (tx) => {
      await this.thread(tx, threadId);
      return this.comments.list(tx, threadId, { before, limit: limit + 1 });
    });
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  /** @throws DomainError not_found/thread_not_found, invalid (content: required, mention_unknown, too_many_mentions) */
  async add(scope: TenantScope, threadId: string, content: string, by: Author): Promise<ThreadComment> {
    return this.database.sql(scope, async (tx) => {
      const thread = await this.thread(tx, threadId);
      const mentions = await this.mentions.in(tx, content);
      const comment = await this.comments.insert(tx, { threadId, content, mentions, authorId: by.userId });
      await this.activities.record(tx, [
        {
          ...{ type: 'thread.commented', leadId: thread.leadId, subjectId: threadId, userId: by.userId },
          title: 'Comment on a conversation',
          description: plainNote(content).slice(0, shown),
        },
      ]);
      const told = mentions.filter((mentioned) => mentioned !== by.userId);
      await this.events.publishMany(
        tx,
        memberMentionedInThread,
        told.map((mentionedId) => ({
          ...{ threadId, commentId: comment.id, mentionedId },
          ...(thread.leadId ? { leadId: thread.leadId } : {}),
          ...(by.userId ? { userId: by.userId } : {}),
        })),
      );
      await this.events.publish(tx, threadChanged, changeOf(thread, 'commented', by));
      return comment;
    });
  }

  /**
   * Its author may, and who may change everybody's.
   * @throws DomainError not_found/thread_not_found, not_found/comment_not_found, forbidden/comment_not_yours
   */
  async delete(
    scope: TenantScope,
    threadId: string,
    id: string,
    by: Author & { changesAll: boolean },
  ): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const thread = await this.thread(tx, threadId);
      const comment = await this.comments.find(tx, threadId, id);
      if (!comment) throw commentNotFound();
      if (!by.changesAll && (by.userId === null || comment.authorId !== by.userId)) throw commentNotYours();
      await this.comments.delete(tx, id);
      await this.events.publish(tx, threadChanged, changeOf(thread, 'commented', by));
    });
  }

  /** A comment, its author's name and what it is about, in the caller's transaction; undefined when either is gone. */
  async find(
    tx: SqlTx,
    threadId: string,
    id: string,
  ): Promise<{ comment: ThreadComment; thread: Thread; author: string | null } | undefined> {
    const thread = await this.threads.find(tx, threadId);
    const comment = await this.comments.find(tx, threadId, id);
    if (!thread || !comment) return undefined;
    const author = comment.authorId && (await this.facts.nameOf(tx, comment.authorId));
    return { comment, thread, author };
  }

  private async thread(tx: SqlTx, id: string): Promise<Thread> {
    const thread = await this.threads.find(tx, id);
    if (!thread) throw threadNotFound();
    return thread;
  }
}
