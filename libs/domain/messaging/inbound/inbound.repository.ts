import { Injectable } from '@nestjs/common';
import { newId, Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { MessageChannel } from '../unsubscribe/suppression';
import type { Conversation } from './conversations.repository';
import type { InboundPost } from './inbound-post';

const inboundShape = {
  id: 'uuid',
  channel: 'text',
  fromAddress: 'text',
  leadId: 'uuid?',
  subject: 'text?',
  body: 'text',
  senderName: 'text?',
  automatic: 'bool',
  classified: 'text?',
  receivedAt: 'date',
} as const;
export type InboundMessage = RowOf<typeof inboundShape>;

export interface AnsweredMessage {
  id: string;
  sourceId: string;
  sourceKind: string;
}

@Injectable()
export class InboundRepository {
  /** Undefined when the team has this post already. */
  async insert(
    tx: SqlTx,
    { leadId, messageId }: Conversation,
    post: InboundPost,
    judged: { kind: string; rule: string },
    at: Date,
  ): Promise<string | undefined> {
    const metadata = JSON.stringify({ ...post.metadata, rule: judged.rule });
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`
        INSERT INTO inbound_message (id, team_id, channel, from_address, to_address, lead_id, message_id, subject, body, html,
          provider_id, classified, metadata, received_at)
        VALUES (${newId()}::uuid, brickwork_team(), ${post.channel}, ${post.from}, ${post.to.join(', ')}, ${leadId}::uuid,
          ${messageId}::uuid, ${post.subject}, ${post.body}, ${post.html}, ${post.providerId}, ${judged.kind},
          ${metadata}::jsonb, ${at})
        ON CONFLICT (team_id, provider_id) DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  /** Whether the person asked this team to stop, on this channel. */
  async hasOptedOut(tx: SqlTx, channel: MessageChannel, address: string): Promise<boolean> {
    const row = await tx.one(
      { optedOut: 'bool' },
      Prisma.sql`SELECT EXISTS (SELECT FROM suppression WHERE channel = ${channel} AND address = ${address}
        AND reason IN ('stop', 'unsubscribed')) AS "optedOut"`,
    );
    return row.optedOut;
  }

  async markReplied(tx: SqlTx, messageId: string, at: Date): Promise<AnsweredMessage | undefined> {
    return tx.maybeOne(
      { id: 'uuid', sourceId: 'uuid', sourceKind: 'text' },
      Prisma.sql`UPDATE message SET replied_at = least(replied_at, ${at}::timestamptz) WHERE id = ${messageId}::uuid
        RETURNING id, source_id AS "sourceId", source_kind AS "sourceKind"`,
    );
  }

  async markUnsubscribed(tx: SqlTx, messageId: string, at: Date): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message SET unsubscribed_at = least(unsubscribed_at, ${at}::timestamptz)
      WHERE id = ${messageId}::uuid`);
  }

  async teamName(tx: SqlTx): Promise<string> {
    const { name } = await tx.one(
      { name: 'text' },
      Prisma.sql`SELECT name FROM team WHERE id = brickwork_team()`,
    );
    return name;
  }

  async find(tx: SqlTx, id: string): Promise<InboundMessage | undefined> {
    return tx.maybeOne(
      inboundShape,
      Prisma.sql`SELECT id, channel, from_address AS "fromAddress", lead_id AS "leadId", subject, body,
        metadata->>'fromName' AS "senderName", coalesce((metadata->>'automatic')::bool, false) AS automatic, classified,
        received_at AS "receivedAt" FROM inbound_message WHERE id = ${id}::uuid`,
    );
  }

  /** Whose messages of this address were last, by themselves or because a person said so. */
  async leadOfSender(tx: SqlTx, channel: MessageChannel, address: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { leadId: 'uuid' },
      Prisma.sql`SELECT i.lead_id AS "leadId" FROM inbound_message i JOIN lead l ON l.id = i.lead_id
        WHERE i.team_id = brickwork_team() AND i.channel = ${channel} AND i.from_address = ${address}
        ORDER BY i.id DESC LIMIT 1`,
    );
    return row?.leadId;
  }

  async attach(tx: SqlTx, channel: MessageChannel, address: string, leadId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE inbound_message i SET lead_id = ${leadId}::uuid
      WHERE i.team_id = brickwork_team() AND i.channel = ${channel} AND i.from_address = ${address}
        AND NOT EXISTS (SELECT FROM lead l WHERE l.id = i.lead_id)`);
  }

  /** What a reply answers, without marking it as answered. */
  async answered(tx: SqlTx, messageId: string): Promise<AnsweredMessage | undefined> {
    return tx.maybeOne(
      { id: 'uuid', sourceId: 'uuid', sourceKind: 'text' },
      Prisma.sql`SELECT id, source_id AS "sourceId", source_kind AS "sourceKind" FROM message WHERE id = ${messageId}::uuid`,
    );
  }
}
