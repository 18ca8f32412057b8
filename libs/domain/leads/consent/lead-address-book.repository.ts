import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Consent, CustomFields } from '../lead';
import type { ConsentChannel } from './consent.repository';

const shape = {
  id: 'uuid',
  name: 'text',
  firstName: 'text?',
  lastName: 'text?',
  email: 'text?',
  phone: 'text?',
  company: 'text?',
  position: 'text?',
  city: 'text?',
  state: 'text?',
  source: 'text',
  timezone: 'text?',
  customFields: 'json',
  emailConsent: 'text',
  smsConsent: 'text',
  doNotEmail: 'bool',
  doNotText: 'bool',
  agentName: 'text?',
  agentEmail: 'text?',
} as const;

/** What a sender must know of a lead: where to, whether, when, and what to merge. */
export interface SendableLead {
  id: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  company: string | null;
  position: string | null;
  city: string | null;
  state: string | null;
  source: string;
  /** IANA zone of the recipient; null when unknown. */
  timezone: string | null;
  customFields: CustomFields;
  emailConsent: Consent;
  smsConsent: Consent;
  doNotEmail: boolean;
  doNotText: boolean;
  /** The member of the team the lead is assigned to. */
  agentName: string | null;
  agentEmail: string | null;
}

export interface ConsentHolder {
  id: string;
  consent: Consent;
}

@Injectable()
export class LeadAddressBookRepository {
  async forSending(tx: SqlTx, leadIds: string[]): Promise<SendableLead[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT lead.id, lead.name, lead.first_name AS "firstName", lead.last_name AS "lastName", lead.email, lead.phone,
          lead.company, lead.position, lead.city, lead.state, lead.source, lead.timezone, lead.custom_fields AS "customFields",
          lead.email_consent AS "emailConsent", lead.sms_consent AS "smsConsent", lead.do_not_email AS "doNotEmail",
          lead.do_not_text AS "doNotText", agent.name AS "agentName", agent.email AS "agentEmail"
        FROM lead LEFT JOIN app_user AS agent ON agent.id = lead.assigned_to_id
        WHERE lead.id = ANY(${leadIds}::uuid[])`,
    );
    return rows as SendableLead[];
  }

  /** The lead with this address, the one that had it before it was merged, and the named lead; locked. */
  async lockHolders(
    tx: SqlTx,
    channel: ConsentChannel,
    address: string,
    leadId: string | null,
  ): Promise<ConsentHolder[]> {
    const { addressColumn, consentColumn } = columnsOf(channel);
    const rows = await tx.rows(
      { id: 'uuid', consent: 'text' },
      Prisma.sql`SELECT id, ${consentColumn} AS consent FROM lead
        WHERE ${addressColumn} = ${address} OR id = ${leadId}::uuid OR id = (
          SELECT lead_id FROM lead_address WHERE team_id = brickwork_team() AND channel = ${channel} AND address = ${address})
        ORDER BY id FOR UPDATE`,
    );
    return rows as ConsentHolder[];
  }

  async setConsent(tx: SqlTx, channel: ConsentChannel, leadIds: string[], consent: Consent): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE lead SET ${columnsOf(channel).consentColumn} = ${consent}, updated_at = now()
      WHERE id = ANY(${leadIds}::uuid[])`);
  }
}

function columnsOf(channel: ConsentChannel): { addressColumn: Prisma.Sql; consentColumn: Prisma.Sql } {
  return channel === 'EMAIL'
    ? { addressColumn: Prisma.raw('email'), consentColumn: Prisma.raw('email_consent') }
    : { addressColumn: Prisma.raw('phone'), consentColumn: Prisma.raw('sms_consent') };
}
