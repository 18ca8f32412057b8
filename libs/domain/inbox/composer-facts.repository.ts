import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { notFound } from '@platform/errors';
import { noAddress } from './inbox.errors';
import type { ThreadChannel } from './thread';

@Injectable()
export class ComposerFactsRepository {
  /** @throws DomainError not_found/lead_not_found, invalid (leadId: no_address) */
  async addressOf(tx: SqlTx, leadId: string, channel: ThreadChannel): Promise<string> {
    const lead = await tx.maybeOne(
      { email: 'text?', phone: 'text?' },
      Prisma.sql`SELECT email, phone FROM lead WHERE id = ${leadId}::uuid`,
    );
    if (!lead) throw notFound('lead');
    const address = channel === 'EMAIL' ? lead.email : lead.phone;
    if (!address) throw noAddress();
    return address;
  }

  async nameOf(tx: SqlTx, userId: string): Promise<string | null> {
    const row = await tx.maybeOne(
      { name: 'text' },
      Prisma.sql`SELECT name FROM app_user WHERE id = ${userId}::uuid`,
    );
    return row?.name ?? null;
  }
}
