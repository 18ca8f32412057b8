import { Injectable } from '@nestjs/common';
import { Activities } from '@domain/activities';
import type { SqlTx } from '@platform/database';
import { normaliseEmail } from '../email-address';
import type { Consent } from '../lead';
import { LeadRecorder } from '../lead-recorder.service';
import { normalisePhone } from '../phone';
import type { ConsentChannel, ConsentEntry, ConsentSource } from './consent.repository';
import { LeadAddressBookRepository, type SendableLead } from './lead-address-book.repository';

export interface ConsentStatement {
  channel: ConsentChannel;
  /** The address that wrote, or was written to; in any form. */
  address: string;
  leadId?: string | null;
  source: ConsentSource;
  /** What proves it, kept for good: ids of the message or receipt, an IP address, the text of a reply. */
  evidence: object | null;
}

const nobody = { userId: null };

/** What senders need of leads, and what recipients say about being written to. Runs in the caller's transaction. */
@Injectable()
export class LeadAddressBook {
  constructor(
    private readonly activities: Activities,
    private readonly recorder: LeadRecorder,
    private readonly repository: LeadAddressBookRepository,
  ) {}

  /** Addresses, consents and merge values of up to 1,000 leads with one statement, in no order. Leads that are gone are missing. */
  async forSending(tx: SqlTx, leadIds: string[]): Promise<SendableLead[]> {
    return this.repository.forSending(tx, leadIds);
  }

  /**
   * A recipient wants no more. Appends to the consent record, sets the consent of the lead with that address to denied, writes an
   * activity and publishes `lead.unsubscribed`. Answers the leads concerned; none when nobody has the address.
   */
  async optOut(tx: SqlTx, statement: ConsentStatement): Promise<string[]> {
    return this.state(tx, statement, 'denied');
  }

  /** A recipient wants to hear again; the counterpart of `optOut`, with `lead.resubscribed`. */
  async optIn(tx: SqlTx, statement: ConsentStatement): Promise<string[]> {
    return this.state(tx, statement, 'granted');
  }

  private async state(
    tx: SqlTx,
    statement: ConsentStatement,
    consent: Exclude<Consent, 'unknown'>,
  ): Promise<string[]> {
    const { channel, source, evidence, leadId = null } = statement;
    const address = normaliseAddress(channel, statement.address);
    const holders = await this.repository.lockHolders(tx, channel, address, leadId);
    const ids = holders.map(({ id }) => id);
    const action = consent === 'granted' ? 'granted' : 'withdrawn';
    const proof = { channel, address, action, source, evidence } as const;
    const entries: ConsentEntry[] =
      ids.length > 0 ? ids.map((id) => ({ ...proof, leadId: id })) : [{ ...proof, leadId: null }];
    const changed = holders.filter((holder) => holder.consent !== consent).map(({ id }) => id);
    if (changed.length > 0) await this.repository.setConsent(tx, channel, changed, consent);
    await this.activities.record(
      tx,
      changed.map((id) => ({
        type: consent === 'granted' ? 'lead.resubscribed' : 'lead.unsubscribed',
        title: `${consent === 'granted' ? 'Opted in to' : 'Opted out of'} ${channel === 'EMAIL' ? 'email' : 'text messages'}`,
        leadId: id,
        changes: { channel, source },
      })),
    );
    await this.recorder.consented(tx, entries, nobody);
    return ids;
  }
}

/** An address nobody could have as a lead is kept as it came: the proof must show what was said. */
function normaliseAddress(channel: ConsentChannel, raw: string): string {
  return (channel === 'EMAIL' ? normaliseEmail(raw) : normalisePhone(raw)?.e164) ?? raw;
}
