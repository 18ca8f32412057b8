import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import type { Attachment } from './attachments/attachment';
import { Attachments } from './attachments/attachments.service';
import type { Letter } from './history/letter';
import { Letters } from './history/letters.service';
import { sanitizeMailHtml } from './inbound/mail-html';
import { MessageOrigins, type OriginLink } from './message-origins.service';
import { messageNotFound } from './messaging.errors';
import {
  MessageViewsRepository,
  type MessageFilter,
  type MessageView,
  type ReceiptView,
} from './message-views.repository';
import { explainChecks, timelineOf, type ExplainedCheck, type TimelineEntry } from './message-story';

export type { MessageView } from './message-views.repository';

export interface MessageExplanation {
  message: MessageView;
  /** One sentence: what became of it and why. */
  summary: string;
  /** What the send gate asked, in its order; empty while it has not been asked. */
  checks: ExplainedCheck[];
  source: { id: string; kind: string; state: string | null };
  /** What led to it, the first cause first: an event, a run of a workflow and its step; a reminder of an appointment; a campaign. */
  origin: OriginLink[];
  /** Tries that reached for the provider, this message's chunk included. */
  attempts: number;
  receipts: ReceiptView[];
  timeline: TimelineEntry[];
}

export interface MessageReading {
  letter: Letter;
  /** What the ledger says of it; nothing of one that came in. */
  ledger: MessageView | undefined;
  /** Sanitised. */
  html: string | null;
  blockedImages: number;
  attachments: Attachment[];
}

/** The ledger, read. */
@Injectable()
export class MessageReader {
  constructor(
    private readonly database: Database,
    private readonly repository: MessageViewsRepository,
    private readonly origins: MessageOrigins,
    private readonly letters: Letters,
    private readonly attachments: Attachments,
  ) {}

  /** Newest first. `state` is the effective one; claimed and handed_off included. */
  async list(scope: TenantScope, filter: MessageFilter): Promise<MessageView[]> {
    return this.database.sql(scope, (tx) => this.repository.list(tx, filter));
  }

  /**
   * One message of either direction with its texts and files; its HTML as it may stand in a page.
   * @throws DomainError not_found/message_not_found
   */
  async read(scope: TenantScope, id: string, { images }: { images: boolean }): Promise<MessageReading> {
    return this.database.sql(scope, async (tx) => {
      const letter = await this.letters.get(tx, id);
      const attachments = letter.direction === 'in' ? await this.attachments.of(tx, id) : [];
      const inline = new Map(
        attachments.flatMap((one) => (one.contentId ? [[one.contentId, one.id] as const] : [])),
      );
      const safe = letter.html === null ? null : sanitizeMailHtml(letter.html, { images, inline });
      return {
        ...{ letter, attachments, html: safe?.html ?? null, blockedImages: safe?.blockedImages ?? 0 },
        ledger: letter.direction === 'out' ? await this.repository.find(tx, id) : undefined,
      };
    });
  }

  /** Why a message was sent, held or skipped: what led to it, gate, provider, receipts. @throws DomainError not_found/message_not_found */
  async why(scope: TenantScope, id: string): Promise<MessageExplanation> {
    return this.database.sql(scope, async (tx) => {
      const message = await this.repository.find(tx, id);
      if (!message) throw messageNotFound();
      const story = await this.repository.story(tx, id);
      const receipts = await this.repository.receipts(tx, id);
      const { sourceKind, sourceId, variant } = message;
      const about = { sourceId, variant, dedupeKey: story.dedupeKey };
      const origin = await this.origins.of(tx, sourceKind, about);
      const explained = explainChecks(story.verdict);
      return {
        message,
        summary: explained.summary(message),
        checks: explained.checks,
        source: { id: message.sourceId, kind: message.sourceKind, state: story.sourceState },
        origin,
        attempts: story.attempts,
        receipts,
        timeline: timelineOf(message, receipts),
      };
    });
  }
}
