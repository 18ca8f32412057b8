import { Injectable } from '@nestjs/common';
import { LeadsService } from '@domain/leads';
import { InboundMessages, type InboundMessage } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { Events } from '@platform/events';
import { EntriesRepository } from './entries.repository';
import { excerptOf } from './excerpt';
import { threadChanged } from './inbox.events';
import { SenderPolicy } from './sender-policy.repository';
import { leadFromSender } from './unknown-sender';
import { changeOf } from './threads.service';
import { ThreadsRepository } from './threads.repository';
import type { ThreadChannel } from './thread';

/** Puts what came in into its conversation: the lead's, or that of somebody whom nobody knows yet. */
@Injectable()
export class Filing {
  constructor(
    private readonly events: Events,
    private readonly leads: LeadsService,
    private readonly inbound: InboundMessages,
    private readonly policy: SenderPolicy,
    private readonly threads: ThreadsRepository,
    private readonly entries: EntriesRepository,
  ) {}

  /** Once per message, however often it is asked for. */
  async file(tx: SqlTx, inboundId: string): Promise<void> {
    const message = await this.inbound.find(tx, inboundId);
    if (!message || (await this.entries.find(tx, inboundId))) return;
    const channel = message.channel as ThreadChannel;
    const leadId = await this.leadOf(tx, message);
    const { fromAddress: address, receivedAt: at, subject, senderName, automatic } = message;
    const threadId = await this.threads.ensure(tx, { channel, leadId, address, direction: 'in', at });
    await this.entries.insert(tx, threadId, {
      ...{ id: inboundId, direction: 'in', at, subject, text: message.body },
      // An out-of-office note is to be seen, but nobody has to answer it.
      read: automatic,
    });
    await this.threads.showLatest(tx, threadId, {
      ...{ direction: 'in', at, subject, address, senderName, wakes: !automatic },
      excerpt: excerptOf(channel, message.body),
    });
    await this.entries.recount(tx, threadId);
    await this.events.publish(
      tx,
      threadChanged,
      changeOf({ id: threadId, leadId }, 'received', { userId: null }),
    );
  }

  /** Whose it is; a stranger becomes a lead when the team wants it so and they did not just say stop. */
  private async leadOf(tx: SqlTx, message: InboundMessage): Promise<string | null> {
    const { fromAddress: address, automatic, classified } = message;
    const channel = message.channel as ThreadChannel;
    if (message.leadId && (await this.leads.existingId(tx, message.leadId))) return message.leadId;
    const known =
      (await this.leads.findByAddress(tx, channel === 'EMAIL' ? 'email' : 'phone', address)) ??
      (await this.inbound.leadOfSender(tx, channel, address));
    const wanted = !automatic && classified !== 'stop' && (await this.policy.of(tx)) === 'create_lead';
    const leadId =
      known ??
      (wanted ? (await this.leads.createIn(tx, leadFromSender(message), { userId: null })).id : null);
    if (leadId) await this.inbound.attach(tx, channel, address, leadId);
    return leadId;
  }
}
