import { Injectable } from '@nestjs/common';
import { Activities, type ActivityEntry } from '@domain/activities';
import { LeadAddressBook } from '@domain/leads';
import type { SqlTx } from '@platform/database';
import { Events, type EventDefinition } from '@platform/events';
import type { NewSuppression } from '../unsubscribe/suppression';
import { SuppressionsRepository } from '../unsubscribe/suppressions.repository';
import type { Receipt } from './receipt';
import { suppressionOf } from './receipt-suppression';
import { messageBounced, messageClicked, messageOpened, type MessageFact } from './receipts.events';
import type { LockedMessage } from './receipts.repository';

/** A message before and after receipts that were counted just now. */
export interface MovedMessage {
  before: LockedMessage;
  after: LockedMessage;
  receipts: readonly Receipt[];
}

interface First {
  event: EventDefinition<MessageFact>;
  activity: string;
  title: string;
  /** When it first happened, if it is in `after` and was not in `before`. */
  at: (moved: MovedMessage) => Date | null;
}

const firsts: readonly First[] = [
  {
    event: messageBounced,
    activity: 'message.bounced',
    title: 'A message could not be delivered',
    at: ({ before, after, receipts }) =>
      after.state === 'bounced' && before.state !== 'bounced'
        ? (receipts.find(({ kind }) => kind === 'bounced' || kind === 'blocked')?.at ?? null)
        : null,
  },
  {
    event: messageOpened,
    activity: 'message.opened',
    title: 'Opened an email',
    at: ({ before, after }) => (before.openedAt ? null : after.openedAt),
  },
  {
    event: messageClicked,
    activity: 'message.clicked',
    title: 'Clicked a link in an email',
    at: ({ before, after }) => (before.clickedAt ? null : after.clickedAt),
  },
];

/** What a receipt means beyond its message: addresses that must rest, consent withdrawn, facts for the slices above. */
@Injectable()
export class ReceiptEffects {
  constructor(
    private readonly suppressions: SuppressionsRepository,
    private readonly leads: LeadAddressBook,
    private readonly activities: Activities,
    private readonly events: Events,
  ) {}

  /** A handful of statements for any number of messages, and none for messages that were merely delivered. */
  async of(tx: SqlTx, moved: readonly MovedMessage[]): Promise<void> {
    await this.suppress(tx, moved);
    const entries: ActivityEntry[] = [];
    for (const first of firsts) {
      const happened = moved.flatMap((message) => {
        const at = first.at(message);
        return at ? [{ message: message.after, at }] : [];
      });
      await this.events.publishMany(
        tx,
        first.event,
        happened.map(({ message, at }) => factOf(message, at)),
      );
      entries.push(...happened.map(({ message }) => activityOf(message, first)));
    }
    await this.activities.record(
      tx,
      entries.filter(({ leadId }) => leadId),
    );
  }

  private async suppress(tx: SqlTx, moved: readonly MovedMessage[]): Promise<void> {
    const suppressed: NewSuppression[] = [];
    const optOuts = new Map<string, { moved: MovedMessage; receipt: Receipt; address: string }>();
    for (const one of moved) {
      for (const receipt of one.receipts) {
        const effect = suppressionOf(receipt);
        const address = receipt.address;
        if (!effect || !address) continue;
        const { channel, id: messageId } = one.after;
        suppressed.push({ channel, address, reason: effect.reason, scope: effect.scope, messageId });
        if (effect.optOut) optOuts.set(`${channel} ${address}`, { moved: one, receipt, address });
      }
    }
    await this.suppressions.add(tx, suppressed);
    // In one order for all writers: two batches that opt the same leads out must not wait for each other in a circle.
    for (const key of [...optOuts.keys()].sort()) {
      const {
        moved: { after },
        receipt,
        address,
      } = optOuts.get(key)!;
      await this.leads.optOut(tx, {
        channel: after.channel,
        address,
        leadId: after.leadId,
        source: 'provider',
        evidence: {
          provider: receipt.provider,
          receiptId: receipt.id,
          kind: receipt.kind,
          messageId: after.id,
        },
      });
    }
  }
}

function factOf(message: LockedMessage, at: Date): MessageFact {
  const { id: messageId, leadId, sourceId, sourceKind, channel } = message;
  return { messageId, leadId, sourceId, sourceKind, channel, at: at.toISOString() };
}

function activityOf(message: LockedMessage, { activity, title }: First): ActivityEntry {
  return {
    type: activity,
    title,
    leadId: message.leadId,
    campaignId: message.sourceKind === 'campaign' ? message.sourceId : null,
    changes: null,
  };
}
