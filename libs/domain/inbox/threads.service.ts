import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { LeadsService, searchable } from '@domain/leads';
import { Letters, type Letter } from '@domain/messaging';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { Events } from '@platform/events';
import { decodeCursor, pageOf, type Page } from '@platform/paging';
import { EntriesRepository } from './entries.repository';
import { nothingReceived, notSearchable, snoozeInThePast, threadNotFound } from './inbox.errors';
import { threadAssigned, threadChanged, type ThreadChangeKind } from './inbox.events';
import type { Thread, ThreadCounts, ThreadFilter } from './thread';
import { ThreadsRepository } from './threads.repository';

export interface PageOptions {
  limit: number;
  cursor?: string;
}

/** A message of a thread, and whether it waits to be read. */
export type ThreadMessage = Letter & { unread: boolean };

/** Conversations as a team works through them. */
@Injectable()
export class Threads {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly leads: LeadsService,
    private readonly letters: Letters,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  /**
   * What happened last comes first; a search looks at the 1,000 newest matches.
   * @throws DomainError not_found/lead_not_found or user_not_found for a filter of another team, invalid (cursor, search)
   */
  async list(
    scope: TenantScope,
    filter: ThreadFilter,
    { limit, cursor }: PageOptions,
  ): Promise<Page<Thread>> {
    const place = decodeCursor(cursor, ['date', 'uuid']);
    const after = place && { sortAt: place[0], id: place[1] };
    if (filter.search !== undefined && !searchable.test(filter.search)) throw notSearchable();
    const rows = await this.database.sql(scope, async (tx) => {
      if (filter.leadId && !(await this.leads.existingId(tx, filter.leadId))) throw notFound('lead');
      if (filter.responsibleId) await this.requireMember(tx, filter.responsibleId);
      return this.threads.list(tx, filter, { after, limit: limit + 1 });
    });
    return pageOf(rows, limit, ({ sortAt, id }) => [sortAt, id]);
  }

  async counts(scope: TenantScope, userId: string | null): Promise<ThreadCounts> {
    return this.database.sql(scope, (tx) => this.threads.counts(tx, userId));
  }

  /** @throws DomainError not_found/thread_not_found */
  async get(scope: TenantScope, id: string): Promise<Thread> {
    return this.database.sql(scope, (tx) => this.require(tx, id));
  }

  /**
   * Both directions, the latest first: with a lead also what campaigns, workflows and reminders sent on this channel.
   * @throws DomainError not_found/thread_not_found, invalid (cursor)
   */
  async messages(
    scope: TenantScope,
    id: string,
    { limit, cursor }: PageOptions,
  ): Promise<Page<ThreadMessage>> {
    const before = decodeCursor(cursor, ['uuid'])?.[0];
    const rows = await this.database.sql(scope, async (tx) => {
      const { leadId, channel } = await this.require(tx, id);
      const letters = leadId
        ? await this.letters.find(tx, {
            ...{ leadId, channel, before, limit: limit + 1 },
            except: await this.entries.removedOf(tx, id),
          })
        : await this.letters.find(tx, {
            ids: await this.entries.idsOf(tx, id, before, limit + 1),
            limit: limit + 1,
          });
      const unread = await this.entries.unreadAmong(
        tx,
        letters.map((letter) => letter.id),
      );
      return letters.map((letter) => ({ ...letter, unread: unread.has(letter.id) }));
    });
    return pageOf(rows, limit, ({ id: last }) => [last]);
  }

  /** Marks all of it. @throws DomainError not_found/thread_not_found */
  async markRead(scope: TenantScope, id: string, by: Author): Promise<Thread> {
    return this.change(scope, id, 'read', by, async (tx) => {
      await this.entries.markRead(tx, id);
      await this.entries.recount(tx, id);
      await this.threads.forgetSnooze(tx, id);
    });
  }

  /** Marks the last message that came in. @throws DomainError not_found/thread_not_found, conflict/thread_nothing_received */
  async markUnread(scope: TenantScope, id: string, by: Author): Promise<Thread> {
    return this.change(scope, id, 'read', by, async (tx) => {
      if (!(await this.entries.markUnread(tx, id))) throw nothingReceived();
      await this.entries.recount(tx, id);
    });
  }

  /**
   * To a member of the team, or to nobody. Whoever sees only their own leads sees the thread when they see the lead, and not by
   * this. @throws DomainError not_found/thread_not_found, not_found/user_not_found
   */
  async assign(scope: TenantScope, id: string, userId: string | null, by: Author): Promise<Thread> {
    return this.change(scope, id, 'assigned', by, async (tx) => {
      if (userId) await this.requireMember(tx, userId);
      const { assignedToId: before, leadId } = await this.require(tx, id);
      if (before === userId) return;
      await this.threads.assign(tx, id, userId);
      await this.activities.record(tx, [
        {
          ...{ type: 'thread.assigned', leadId, subjectId: id, userId: by.userId },
          title: userId ? 'Conversation assigned' : 'Conversation assigned to nobody',
          changes: { assignedToId: { from: before, to: userId } },
        },
      ]);
      if (!userId) return;
      const about = { ...(leadId ? { leadId } : {}), ...(by.userId ? { userId: by.userId } : {}) };
      await this.events.publish(tx, threadAssigned, { threadId: id, assignedToId: userId, ...about });
    });
  }

  /**
   * Out of the list until then; it comes back on top of it, unread, at that moment or with the next message that comes in. Null
   * brings it back now. @throws DomainError not_found/thread_not_found, invalid (until: not_in_the_future)
   */
  async snooze(scope: TenantScope, id: string, until: Date | null, by: Author): Promise<Thread> {
    return this.change(scope, id, 'snoozed', by, async (tx) => {
      if (until && until <= (await this.threads.now(tx))) throw snoozeInThePast();
      await this.threads.snooze(tx, id, until);
    });
  }

  /** Finds it as the caller sees it, changes it and tells. */
  private async change(
    scope: TenantScope,
    id: string,
    what: ThreadChangeKind,
    by: Author,
    work: (tx: SqlTx) => Promise<void>,
  ): Promise<Thread> {
    return this.database.sql(scope, async (tx) => {
      if (!(await this.threads.lock(tx, id))) throw threadNotFound();
      await work(tx);
      const thread = await this.require(tx, id);
      await this.events.publish(tx, threadChanged, changeOf(thread, what, by));
      return thread;
    });
  }

  private async require(tx: SqlTx, id: string): Promise<Thread> {
    const thread = await this.threads.find(tx, id);
    if (!thread) throw threadNotFound();
    return thread;
  }

  private async requireMember(tx: SqlTx, userId: string): Promise<void> {
    if (!(await this.leads.isMember(tx, userId))) throw notFound('user');
  }
}

export function changeOf(
  { id, leadId }: Pick<Thread, 'id' | 'leadId'>,
  what: ThreadChangeKind,
  { userId }: Author,
) {
  return { threadId: id, what, ...(leadId ? { leadId } : {}), ...(userId ? { userId } : {}) };
}
