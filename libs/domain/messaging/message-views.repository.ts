import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const viewShape = {
  id: 'uuid',
  channel: 'text',
  purpose: 'text',
  sourceId: 'uuid',
  sourceKind: 'text',
  variant: 'text?',
  leadId: 'uuid?',
  userId: 'uuid?',
  to: 'text?',
  state: 'text',
  reason: 'text?',
  errorCode: 'text?',
  errorDetail: 'text?',
  provider: 'text?',
  providerId: 'text?',
  segments: 'int?',
  dueAt: 'date',
  createdAt: 'date',
  handedOffAt: 'date?',
  acceptedAt: 'date?',
  deliveredAt: 'date?',
  openedAt: 'date?',
  openCount: 'int',
  machineOpens: 'int',
  clickedAt: 'date?',
  clickCount: 'int',
  repliedAt: 'date?',
  unsubscribedAt: 'date?',
  complainedAt: 'date?',
} as const;
export type MessageView = RowOf<typeof viewShape>;

const viewColumns = Prisma.sql`m.id, m.channel, m.purpose, m.source_id AS "sourceId", m.source_kind AS "sourceKind", m.variant,
  m.lead_id AS "leadId", m.user_id AS "userId", m.to_address AS "to", m.state, m.reason,
  m.error_code AS "errorCode", m.error_detail AS "errorDetail", m.provider, m.provider_id AS "providerId", m.segments,
  m.due_at AS "dueAt", m.created_at AS "createdAt",
  m.handed_off_at AS "handedOffAt",
  m.accepted_at AS "acceptedAt", m.delivered_at AS "deliveredAt", m.opened_at AS "openedAt", m.open_count AS "openCount",
  m.machine_opens AS "machineOpens", m.clicked_at AS "clickedAt", m.click_count AS "clickCount", m.replied_at AS "repliedAt",
  m.unsubscribed_at AS "unsubscribedAt", m.complained_at AS "complainedAt"`;

export interface MessageFilter {
  state?: string;
  channel?: string;
  sourceId?: string;
  leadId?: string;
  /** Rows older than this id. */
  before?: string;
  limit: number;
}

const receiptShape = {
  provider: 'text',
  kind: 'text',
  at: 'date',
  receivedAt: 'date',
  outcome: 'text?',
} as const;
export type ReceiptView = RowOf<typeof receiptShape>;

const storyShape = {
  verdict: 'json',
  dedupeKey: 'text',
  sourceState: 'text?',
  subject: 'text?',
  attempts: 'int',
  fence: 'int',
  chunkState: 'text?',
} as const;
export type MessageStory = RowOf<typeof storyShape>;

@Injectable()
export class MessageViewsRepository {
  async list(tx: SqlTx, filter: MessageFilter): Promise<MessageView[]> {
    const where = [
      Prisma.sql`m.team_id = brickwork_team()`,
      ...(filter.before ? [Prisma.sql`m.id < ${filter.before}::uuid`] : []),
      ...(filter.channel ? [Prisma.sql`m.channel = ${filter.channel}`] : []),
      ...(filter.sourceId ? [Prisma.sql`m.source_id = ${filter.sourceId}::uuid`] : []),
      ...(filter.leadId ? [Prisma.sql`m.lead_id = ${filter.leadId}::uuid`] : []),
      ...(filter.state ? [Prisma.sql`m.state = ${filter.state}`] : []),
    ];
    return tx.rows(
      viewShape,
      Prisma.sql`SELECT ${viewColumns} FROM message_ledger m
        WHERE ${Prisma.join(where, ' AND ')} ORDER BY m.id DESC LIMIT ${filter.limit}`,
    );
  }

  async find(tx: SqlTx, id: string): Promise<MessageView | undefined> {
    return tx.maybeOne(
      viewShape,
      Prisma.sql`SELECT ${viewColumns} FROM message_ledger m WHERE m.id = ${id}::uuid`,
    );
  }

  /** What led to the message and what was decided about it. */
  async story(tx: SqlTx, id: string): Promise<MessageStory> {
    return tx.one(
      storyShape,
      Prisma.sql`SELECT m.verdict, m.dedupe_key AS "dedupeKey", s.state AS "sourceState", k.subject, coalesce(c.attempts, 0) AS attempts,
          coalesce(c.fence, 0) AS fence, c.state AS "chunkState"
        FROM message_ledger m LEFT JOIN message_source s ON s.id = m.source_id LEFT JOIN message_content k ON k.id = m.content_id
        LEFT JOIN message_chunk c ON c.id = m.chunk_id WHERE m.id = ${id}::uuid`,
    );
  }

  async receipts(tx: SqlTx, id: string): Promise<ReceiptView[]> {
    return tx.rows(
      receiptShape,
      Prisma.sql`SELECT provider, kind, at, received_at AS "receivedAt", outcome FROM provider_receipt
        WHERE message_id = ${id}::uuid ORDER BY at, id LIMIT 200`,
    );
  }
}
