import { Injectable } from '@nestjs/common';
import { LeadAddressBook, type ConsentSource } from '@domain/leads';
import type { SqlTx } from '@platform/database';
import type { MessageChannel, SuppressionReason, SuppressionScope } from './suppression';
import { SuppressionsRepository } from './suppressions.repository';

export interface Person {
  channel: MessageChannel;
  /** Lower-case email, or E.164. */
  address: string;
  leadId: string | null;
  /** The message that was answered. */
  messageId: string | null;
  source: ConsentSource;
  /** Proof for the consent record: ids, the words, where it came from. */
  evidence: object;
}

export interface OptOut extends Person {
  reason: SuppressionReason;
  scope: SuppressionScope;
}

/** A person's word on being written to: the address rests (or no longer does) and the lead's consent says so, in one transaction. */
@Injectable()
export class OptOuts {
  constructor(
    private readonly suppressions: SuppressionsRepository,
    private readonly leads: LeadAddressBook,
  ) {}

  async optOut(tx: SqlTx, { reason, scope, ...person }: OptOut): Promise<void> {
    const { channel, address, messageId } = person;
    await this.suppressions.add(tx, [{ channel, address, reason, scope, messageId }]);
    await this.leads.optOut(tx, consentOf(person));
  }

  /** Lifts what the person asked for themselves; an address that bounced or was suppressed by hand stays as it is. */
  async optIn(tx: SqlTx, person: Person): Promise<void> {
    await this.suppressions.lift(tx, person.channel, person.address, ['stop', 'unsubscribed']);
    await this.leads.optIn(tx, consentOf(person));
  }
}

function consentOf({ channel, address, leadId, source, evidence }: Person) {
  return { channel, address, leadId, source, evidence };
}

/** How the consent record names a reply: a mailed one comes through the provider's inbound mail. */
export function replySource(channel: MessageChannel): ConsentSource {
  return channel === 'SMS' ? 'sms_reply' : 'provider';
}
