import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { readMailId } from '../mail-threading';
import type { InboundPost } from './inbound-post';

/** A team that a person may be answering, and what it last sent them. */
export interface Conversation {
  teamId: string;
  leadId: string | null;
  messageId: string | null;
  /** Found by the ids that the mail names, not by who writes: the writer need not be the lead. */
  byReference?: true;
}

@Injectable()
export class ConversationsRepository {
  /** The unapplied post of a batch; undefined when it was handled before. */
  async waiting(
    tx: SqlTx,
    batchId: string,
  ): Promise<{ receiptId: string; at: Date; post: InboundPost } | undefined> {
    const row = await tx.maybeOne(
      { receiptId: 'uuid', at: 'date', detail: 'json' },
      Prisma.sql`SELECT id AS "receiptId", at, detail FROM provider_receipt
        WHERE batch_id = ${batchId}::uuid AND kind = 'inbound' AND applied_at IS NULL`,
    );
    return row && { receiptId: row.receiptId, at: row.at, post: row.detail as InboundPost };
  }

  /** The latest conversation first. Needs the system scope: no team is known yet. */
  async find(
    tx: SqlTx,
    { channel, from, to, teams }: Pick<InboundPost, 'channel' | 'from' | 'to' | 'teams'>,
  ): Promise<Conversation[]> {
    const found = await tx.rows(
      { teamId: 'uuid', leadId: 'uuid?', messageId: 'uuid?' },
      Prisma.sql`SELECT team_id AS "teamId", lead_id AS "leadId", message_id AS "messageId"
        FROM brickwork_conversations(${channel}, ${from}, ${to}::text[])`,
    );
    return teams ? found.filter(({ teamId }) => teams.includes(teamId)) : found;
  }

  /** What a mail continues by its own account, whoever writes. Needs the system scope. */
  async named(tx: SqlTx, { channel, metadata, teams }: InboundPost): Promise<Conversation | undefined> {
    if (channel !== 'EMAIL') return undefined;
    const { inReplyTo, references = [] } = metadata as { inReplyTo?: string | null; references?: string[] };
    // The nearest first: what is answered, then what that answered.
    const named = [...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()].flatMap(
      (id) => readMailId(id) ?? [],
    );
    if (named.length === 0) return undefined;
    const row = await tx.maybeOne(
      { teamId: 'uuid', leadId: 'uuid?', messageId: 'uuid' },
      Prisma.sql`SELECT team_id AS "teamId", lead_id AS "leadId", message_id AS "messageId"
        FROM brickwork_conversations_of(${named.map(({ teamId }) => teamId)}::uuid[], ${named.map(({ messageId }) => messageId)}::uuid[])`,
    );
    if (!row || (teams && !teams.includes(row.teamId))) return undefined;
    return { ...row, byReference: true };
  }

  /** Closes the receipt. What the person wrote is in `inbound_message` by now, or of no team's business. */
  async close(tx: SqlTx, receiptId: string, conversation: Conversation | undefined): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE provider_receipt SET applied_at = now(),
        outcome = ${conversation ? 'applied' : 'ignored'}, detail = detail - 'body' - 'html' - 'subject',
        team_id = ${conversation?.teamId ?? null}::uuid, message_id = ${conversation?.messageId ?? null}::uuid
      WHERE id = ${receiptId}::uuid`);
  }
}
