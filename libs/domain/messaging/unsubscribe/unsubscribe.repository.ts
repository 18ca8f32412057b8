import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { MessageChannel } from './suppression';

export interface UnsubscribeSubject {
  channel: MessageChannel;
  address: string | null;
  leadId: string | null;
  teamName: string;
  /** Asked for before through this link, and still in force. */
  done: boolean;
}

@Injectable()
export class UnsubscribeRepository {
  /** Lets one of many identical requests go on at a time. A statement of its own: what is read next must see what the one before wrote. */
  async lock(tx: SqlTx, messageId: string): Promise<void> {
    await tx.execute(Prisma.sql`SELECT FROM message WHERE id = ${messageId}::uuid FOR UPDATE`);
  }

  /** Whom a link is for. */
  async subject(tx: SqlTx, messageId: string): Promise<UnsubscribeSubject | undefined> {
    const row = await tx.maybeOne(
      { channel: 'text', address: 'text?', leadId: 'uuid?', teamName: 'text', done: 'bool' },
      Prisma.sql`
        SELECT m.channel, lower(coalesce(m.to_address, CASE WHEN m.channel = 'SMS' THEN l.phone ELSE l.email END)) AS address,
          m.lead_id AS "leadId", t.name AS "teamName",
          m.unsubscribed_at IS NOT NULL AND EXISTS (
            SELECT FROM suppression s WHERE s.channel = m.channel
              AND s.address = lower(coalesce(m.to_address, CASE WHEN m.channel = 'SMS' THEN l.phone ELSE l.email END))
          ) AS done
        FROM message m JOIN team t ON t.id = m.team_id LEFT JOIN lead l ON l.id = m.lead_id
        WHERE m.id = ${messageId}::uuid`,
    );
    return row as UnsubscribeSubject | undefined;
  }

  async mark(tx: SqlTx, messageId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE message SET unsubscribed_at = coalesce(unsubscribed_at, now()) WHERE id = ${messageId}::uuid`,
    );
  }
}
