import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { MessageChannel } from '../unsubscribe/suppression';
import { InboundRepository, type InboundMessage } from './inbound.repository';

/** What came back, for slices that act upon replies: their events carry ids only. */
@Injectable()
export class InboundMessages {
  constructor(private readonly repository: InboundRepository) {}

  /** Undefined when the team has no such message. `body` is a stranger's text. */
  async find(tx: SqlTx, id: string): Promise<InboundMessage | undefined> {
    return this.repository.find(tx, id);
  }

  /** The lead to whom earlier messages from this address belong. */
  async leadOfSender(tx: SqlTx, channel: MessageChannel, address: string): Promise<string | undefined> {
    return this.repository.leadOfSender(tx, channel, address);
  }

  /** Makes the messages of an address that belong to nobody, or to a lead that is gone, this lead's. */
  async attach(tx: SqlTx, channel: MessageChannel, address: string, leadId: string): Promise<void> {
    await this.repository.attach(tx, channel, address, leadId);
  }
}
