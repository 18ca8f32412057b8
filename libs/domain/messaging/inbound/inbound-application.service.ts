import { Injectable } from '@nestjs/common';
import { Database, TenantScope, type SqlTx } from '@platform/database';
import { Attachments } from '../attachments/attachments.service';
import { ConversationsRepository, type Conversation } from './conversations.repository';
import { InboundEffects } from './inbound-effects.service';
import type { InboundPost } from './inbound-post';
import { InboundRepository } from './inbound.repository';
import { judgeReply } from './reply-judgement';

export interface WaitingPost {
  receiptId: string;
  at: Date;
  post: InboundPost;
}

/** Finds whose a reply is and lets it take effect there. */
@Injectable()
export class InboundApplication {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly inbound: InboundRepository,
    private readonly effects: InboundEffects,
    private readonly attachments: Attachments,
  ) {}

  /** What waits in the batch and the conversations it may belong to; undefined when it was handled before. System scope. */
  async find(
    tx: SqlTx,
    batchId: string,
  ): Promise<{ waiting: WaitingPost; conversations: Conversation[] } | undefined> {
    const waiting = await this.conversations.waiting(tx, batchId);
    if (!waiting) return undefined;
    const byAddress = await this.conversations.find(tx, waiting.post);
    const named = await this.conversations.named(tx, waiting.post);
    return { waiting, conversations: named ? withNamed(named, byAddress) : byAddress };
  }

  /**
   * Stores the post with the latest conversation and acts upon it. An opt-out, and its withdrawal, reach every team the person
   * may mean: on a shared number nobody can tell which of them wrote last in the person's eyes. Safe to run again.
   */
  async apply({ at, post }: WaitingPost, conversations: readonly Conversation[]): Promise<void> {
    const { kind } = judgeReply(post, { optedOut: false });
    const meant = kind === 'stop' || kind === 'start' ? conversations : conversations.slice(0, 1);
    for (const [index, conversation] of meant.entries()) {
      await this.database.sql(TenantScope.of(conversation.teamId), async (tx) => {
        const optedOut = await this.inbound.hasOptedOut(tx, post.channel, post.from);
        const judged = judgeReply(post, { optedOut });
        const inboundId = await this.inbound.insert(tx, conversation, post, judged, at);
        // Handled by a run of this job that died before its end.
        if (inboundId === undefined) return;
        if (index === 0) await this.attachments.expect(tx, inboundId, post);
        await this.effects.of(tx, { inboundId, at, post, conversation, judged });
      });
    }
  }

  /** Marks the receipt as done. System scope. */
  async close(tx: SqlTx, { receiptId }: WaitingPost, conversations: readonly Conversation[]): Promise<void> {
    await this.conversations.close(tx, receiptId, conversations[0]);
  }
}

/** What a mail names comes first. Of the same team and lead, it only says which message was answered. */
function withNamed(named: Conversation, byAddress: readonly Conversation[]): Conversation[] {
  const { byReference: _other, ...same } = named;
  const isLead = byAddress.some(({ teamId, leadId }) => teamId === named.teamId && leadId === named.leadId);
  const others = byAddress.filter(({ teamId }) => teamId !== named.teamId);
  return [isLead ? same : named, ...others];
}
