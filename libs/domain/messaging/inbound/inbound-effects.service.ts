import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { Messages } from '../messages.service';
import type { ReplyClass } from '../opt-out';
import {
  messageArrived,
  messageOptedOut,
  messageReplied,
  type MessageReply,
} from '../receipts/receipts.events';
import { OptOuts, replySource } from '../unsubscribe/opt-outs.service';
import type { Conversation } from './conversations.repository';
import type { InboundPost } from './inbound-post';
import { InboundRepository, type AnsweredMessage } from './inbound.repository';
import { OptOutReviews } from './opt-out-reviews.service';
import { answeredByTwilio, ownWords } from './reply-judgement';

export interface JudgedReply {
  inboundId: string;
  at: Date;
  post: InboundPost;
  conversation: Conversation;
  judged: ReplyClass;
}

/** Characters of a reply shown in an activity. */
const excerpt = 500;

/** What a reply changes in its team, in the transaction that stores it. */
@Injectable()
export class InboundEffects {
  constructor(
    private readonly inbound: InboundRepository,
    private readonly optOuts: OptOuts,
    private readonly reviews: OptOutReviews,
    private readonly messages: Messages,
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  async of(tx: SqlTx, reply: JudgedReply): Promise<void> {
    await this.note(tx, reply);
    await this.arrived(tx, reply);
    switch (reply.judged.kind) {
      case 'stop':
        return this.stop(tx, reply);
      case 'start':
        return this.optOuts.optIn(tx, person(reply));
      case 'help':
        return this.help(tx, reply);
      case 'ambiguous':
        await this.reviews.open(tx, reviewOf(reply));
        return this.replied(tx, reply);
      case 'none':
        return this.replied(tx, reply);
    }
  }

  private async stop(tx: SqlTx, reply: JudgedReply): Promise<void> {
    const { post, conversation, at } = reply;
    const effect =
      post.channel === 'SMS'
        ? ({ reason: 'stop', scope: 'all' } as const)
        : ({ reason: 'unsubscribed', scope: 'marketing' } as const);
    // Message, review, suppression, lead: the order in which everybody locks them.
    const own = !conversation.byReference;
    if (own && conversation.messageId) await this.inbound.markUnsubscribed(tx, conversation.messageId, at);
    await this.reviews.settledBy(tx, post.channel, post.from);
    await this.optOuts.optOut(tx, { ...person(reply), ...effect });
    if (!own || !conversation.messageId) return;
    const answered = await this.inbound.answered(tx, conversation.messageId);
    if (answered) await this.events.publish(tx, messageOptedOut, factOf(reply, answered));
  }

  /** Who writes and how to stop it (CTIA Messaging Principles 5.1.2), unless Twilio has said so already. */
  private async help(tx: SqlTx, { inboundId, post, conversation }: JudgedReply): Promise<void> {
    if (post.channel !== 'SMS' || answeredByTwilio(post)) return;
    const name = await this.inbound.teamName(tx);
    await this.messages.sendSingle(tx, {
      content: {
        channel: 'SMS',
        text: '{{ team.name }}: you get texts about properties you asked about. Reply to reach us, or STOP to end messages.',
      },
      purpose: 'transactional',
      kind: 'reply',
      to: post.from,
      leadId: conversation.leadId,
      dedupeKey: `help:${inboundId}`,
      mergeValues: { 'team.name': name },
    });
  }

  private async replied(tx: SqlTx, reply: JudgedReply): Promise<void> {
    const { at, post, conversation } = reply;
    if (!conversation.messageId || post.automatic) return;
    const answered = await this.inbound.markReplied(tx, conversation.messageId, at);
    if (answered) await this.events.publish(tx, messageReplied, factOf(reply, answered));
  }

  private async arrived(tx: SqlTx, { inboundId, post, conversation }: JudgedReply): Promise<void> {
    const { leadId } = conversation;
    await this.events.publish(tx, messageArrived, {
      ...{ inboundId, channel: post.channel },
      ...(leadId ? { leadId } : {}),
    });
  }

  private async note(tx: SqlTx, { post, conversation }: JudgedReply): Promise<void> {
    if (!conversation.leadId || post.automatic) return;
    const words = post.channel === 'SMS' ? post.body : ownWords(post.body);
    await this.activities.record(tx, [
      {
        type: 'message.received',
        title: post.channel === 'SMS' ? 'Sent a text' : 'Sent an email',
        description: words.slice(0, excerpt) || null,
        leadId: conversation.leadId,
      },
    ]);
  }
}

function factOf(reply: JudgedReply, answered: AnsweredMessage): MessageReply {
  return {
    messageId: answered.id,
    leadId: reply.conversation.leadId,
    sourceId: answered.sourceId,
    sourceKind: answered.sourceKind,
    channel: reply.post.channel,
    at: reply.at.toISOString(),
    inboundId: reply.inboundId,
  };
}

function person({ inboundId, post, conversation }: JudgedReply) {
  return {
    channel: post.channel,
    address: post.from,
    // Somebody else than the lead speaks for their own address only.
    leadId: conversation.byReference ? null : conversation.leadId,
    messageId: conversation.messageId,
    source: replySource(post.channel),
    evidence: { inboundId, providerId: post.providerId, text: post.body.slice(0, excerpt) },
  };
}

function reviewOf({ post, conversation, at }: JudgedReply) {
  const text = post.channel === 'SMS' ? post.body : ownWords(post.body);
  return {
    channel: post.channel,
    address: post.from,
    leadId: conversation.leadId,
    text: text.slice(0, 2_000),
    at,
  };
}
