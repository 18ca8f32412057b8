import { Injectable } from '@nestjs/common';
import { newId, Prisma, TenantScope, type SqlTx } from '@platform/database';

export type ConsentChannel = 'EMAIL' | 'SMS';
export type ConsentSource =
  'import' | 'api' | 'one_click' | 'unsubscribe_page' | 'sms_reply' | 'email_reply' | 'provider';

/** One line of the append-only proof of consent and its withdrawal. */
export interface ConsentEntry {
  leadId: string | null;
  channel: ConsentChannel;
  /** The address at that time. */
  address: string | null;
  action: 'granted' | 'denied' | 'withdrawn';
  source: ConsentSource;
  /** What proves it: ids, a message, an IP address, the import's line. */
  evidence: object | null;
}

@Injectable()
export class ConsentRepository {
  async append(tx: SqlTx, entries: ConsentEntry[]): Promise<void> {
    if (entries.length === 0) return;
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a consent record needs a team');
    const rows = entries.map((entry) => ({ id: newId(), ...entry }));
    await tx.execute(Prisma.sql`
      INSERT INTO consent_record (id, team_id, lead_id, channel, address, action, source, evidence)
      SELECT id, ${tx.scope.teamId}::uuid, "leadId", channel, address, action, source, evidence
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS entry(
        id uuid, "leadId" uuid, channel text, address text, action text, source text, evidence jsonb)`);
  }
}
