import { Injectable } from '@nestjs/common';
import { newId, teamOf, type SqlTx } from '@platform/database';
import { Accounts } from './accounts';
import { mailIdOf, threadingOf, type AnsweredMail, type MailThreading } from './mail-threading';
import { MessageContents, type NewContent } from './message-contents.service';
import { MessagesRepository } from './messages.repository';
import { SendFactsRepository } from './send-facts.repository';
import { SingleChunks } from './single-chunks.service';
import { SourcesRepository } from './sources.repository';

export interface SingleMessage {
  content: NewContent;
  /** Messages of one text may share it under an id of the caller's, fixed for that text: the first of them stores it. */
  contentId?: string;
  purpose: 'marketing' | 'transactional';
  /** `system`, `test`, `reply`, …: messages of one kind belong to one standing source of the team. */
  kind: string;
  /** Fixed by the caller; default: a new one. */
  id?: string;
  /** EMAIL: it belongs to a conversation, which it begins or, with `mailId`, goes on with. Mail programs show it so. */
  answers?: AnsweredMail;
  /** A normalised address or E.164 number. */
  to: string;
  /** At most one message of the team has this key, ever. */
  dedupeKey: string;
  leadId?: string | null;
  userId?: string | null;
  /** Values of merge fields; they come before the lead's own. */
  mergeValues?: Record<string, string>;
  /** Default: now. */
  dueAt?: Date;
  /** From then on it is of no use: what could not go before is skipped (`too_late`). Default: it always is. */
  notAfter?: Date;
  /**
   * Keeps a transactional text within the team's sending hours, on the clock of the lead's zone or, when that is unknown, of this
   * one (IANA). Default: it goes at any hour.
   */
  hoursZone?: string;
  /** A source of its own, which `MessageSources.withdraw` takes back; made when it is first needed. Default: the standing one of its kind. */
  sourceId?: string;
  /** While a lost transactional email is worth a second try. Default: never. */
  retryUntil?: Date;
}

/** Messages that are asked for one by one: replies, test sends, account mail. The same gate, the same ledger. */
@Injectable()
export class Messages {
  constructor(
    private readonly singles: SingleChunks,
    private readonly sources: SourcesRepository,
    private readonly contents: MessageContents,
    private readonly facts: SendFactsRepository,
    private readonly accounts: Accounts,
    private readonly repository: MessagesRepository,
  ) {}

  /** Puts one message into the ledger within `tx`. A key that was used before answers that message and sends nothing. */
  async sendSingle(tx: SqlTx, message: SingleMessage): Promise<{ messageId: string; created: boolean }> {
    const ids = { id: message.id ?? newId(), chunkId: newId(), contentId: message.contentId ?? newId() };
    const sourceId = await this.sourceOf(tx, message);
    const inserted = await this.repository.insertSingle(tx, { ...message, ...ids, sourceId });
    if (!inserted) {
      return { messageId: await this.repository.idOfKey(tx, message.dedupeKey), created: false };
    }
    const threading = message.answers && (await this.threading(tx, message, ids.id));
    await this.contents.create(tx, { ...message.content, threading }, ids.contentId);
    await this.repository.insertSingleChunk(tx, { ...message, ...ids, sourceId });
    await this.singles.enqueue(tx, { id: ids.chunkId, fence: 0 }, message.dueAt);
    return { messageId: ids.id, created: true };
  }

  /**
   * Takes back the single messages whose dedupe keys begin with one of `prefixes`, as far as they were not handed to a provider.
   * Answers how many there were.
   */
  async withdraw(tx: SqlTx, prefixes: readonly string[]): Promise<number> {
    return prefixes.length === 0 ? 0 : this.repository.withdraw(tx, prefixes);
  }

  private async threading(
    tx: SqlTx,
    { content, answers }: SingleMessage,
    messageId: string,
  ): Promise<MailThreading> {
    const settings = await this.facts.settings(tx);
    const { fromName = null, fromAddress = null } = content;
    const { email } = this.accounts.mailFrom(settings, { fromName, fromAddress });
    return threadingOf(mailIdOf(messageId, teamOf(tx), email), answers!);
  }

  private async sourceOf(tx: SqlTx, { kind, sourceId }: SingleMessage): Promise<string> {
    if (!sourceId) return this.sources.standing(tx, kind);
    await this.sources.ensure(tx, sourceId, kind);
    return sourceId;
  }
}
