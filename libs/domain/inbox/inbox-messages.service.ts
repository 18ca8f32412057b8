import { Injectable } from '@nestjs/common';
import { Activities, type Author } from '@domain/activities';
import { Letters, Messages, type Letter } from '@domain/messaging';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { Events } from '@platform/events';
import { EntriesRepository } from './entries.repository';
import { dedupeKeyOf } from './composed';
import { messageNotFound, notInInbox } from './inbox.errors';
import { threadChanged } from './inbox.events';
import { ThreadsRepository } from './threads.repository';
import { changeOf } from './threads.service';

/** Single messages of conversations: read, unread, taken out. */
@Injectable()
export class InboxMessages {
  constructor(
    private readonly database: Database,
    private readonly events: Events,
    private readonly activities: Activities,
    private readonly letters: Letters,
    private readonly messages: Messages,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  /** One that went out is read by nature: nothing changes. @throws DomainError not_found/message_not_found */
  async setRead(scope: TenantScope, id: string, read: boolean, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const { letter, threadId } = await this.find(tx, id);
      if (letter.direction === 'out' || !threadId) return;
      await this.threads.lock(tx, threadId);
      if (read) await this.entries.markRead(tx, threadId, id);
      else await this.entries.markUnread(tx, threadId, id);
      await this.entries.recount(tx, threadId);
      await this.tell(tx, threadId, letter, 'read', by);
    });
  }

  /**
   * Takes a message out of its conversation, for everybody. What was sent stays in the ledger; one of the composer's that was not
   * handed to a provider yet is not sent any more.
   * @throws DomainError not_found/message_not_found, conflict/message_not_in_inbox
   */
  async remove(scope: TenantScope, id: string, by: Author): Promise<void> {
    await this.database.sql(scope, async (tx) => {
      const { letter, threadId } = await this.find(tx, id);
      if (!threadId) throw notInInbox();
      await this.threads.lock(tx, threadId);
      const withdrawn =
        letter.sourceKind === 'inbox' ? await this.messages.withdraw(tx, [dedupeKeyOf(id)]) : 0;
      const { direction, at, leadId } = letter;
      await this.entries.remove(tx, { id, threadId, direction, at, userId: by.userId });
      await this.entries.recount(tx, threadId);
      await this.activities.record(tx, [
        {
          ...{ type: 'message.removed', leadId, subjectId: id, userId: by.userId },
          title: withdrawn > 0 ? 'Message withdrawn and removed' : 'Message removed from the conversation',
        },
      ]);
      await this.tell(tx, threadId, letter, 'removed', by);
    });
  }

  private async find(tx: SqlTx, id: string): Promise<{ letter: Letter; threadId: string | undefined }> {
    const letter = await this.letters.get(tx, id);
    const entry = await this.entries.find(tx, id);
    if (entry?.removed) throw messageNotFound();
    const { channel, leadId } = letter;
    // Mail of campaigns has no entry of its own, but shows in the lead's conversation when there is one.
    const threadId =
      entry?.threadId ?? (leadId ? await this.threads.idOf(tx, { channel, leadId, address: '' }) : undefined);
    return { letter, threadId };
  }

  private async tell(
    tx: SqlTx,
    threadId: string,
    { leadId }: Letter,
    what: 'read' | 'removed',
    by: Author,
  ): Promise<void> {
    await this.events.publish(tx, threadChanged, changeOf({ id: threadId, leadId }, what, by));
  }
}
