import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { MessageState } from '../message-state';
import type { LedgerEntry } from './fold-receipts';
import { receiptKind, type Receipt, type ReceiptDetail, type ReceiptProvider } from './receipt';

/** A message's row, with what events and activities say about it. */
export interface LockedMessage extends LedgerEntry {
  channel: 'EMAIL' | 'SMS';
  sourceId: string;
  sourceKind: string;
  leadId: string | null;
}

const messageShape = {
  id: 'uuid',
  channel: 'text',
  sourceId: 'uuid',
  sourceKind: 'text',
  leadId: 'uuid?',
  state: 'text',
  reason: 'text?',
  provider: 'text?',
  providerId: 'text?',
  errorCode: 'text?',
  errorDetail: 'text?',
  acceptedAt: 'date?',
  deliveredAt: 'date?',
  openedAt: 'date?',
  openCount: 'int',
  machineOpens: 'int',
  clickedAt: 'date?',
  clickCount: 'int',
  unsubscribedAt: 'date?',
  complainedAt: 'date?',
} as const;

/** Which unapplied receipts to take: those of one batch, or parked ones whose message is known by now. */
export type ReceiptSelection = { batchId: string } | { parkedLimit: number };

const receiptShape = {
  id: 'uuid',
  provider: 'text',
  messageId: 'uuid',
  providerId: 'text?',
  kind: 'text',
  address: 'text?',
  at: 'date',
  detail: 'json',
} as const;
const receiptColumns = Prisma.sql`r.id, r.provider, r.message_id AS "messageId", r.provider_id AS "providerId", r.kind,
  r.address, r.at, r.detail`;

/** Applies receipts inside one team's transaction. */
@Injectable()
export class ReceiptsRepository {
  /** Locks the team's unapplied receipts of the selection, so that each is counted once whoever else tries. */
  async lockReceipts(tx: SqlTx, selection: ReceiptSelection): Promise<Receipt[]> {
    const rows =
      'batchId' in selection
        ? await tx.rows(
            receiptShape,
            Prisma.sql`SELECT ${receiptColumns} FROM provider_receipt r
              WHERE r.batch_id = ${selection.batchId}::uuid AND r.team_id = brickwork_team()
                AND r.message_id IS NOT NULL AND r.applied_at IS NULL AND r.kind <> 'inbound'
              ORDER BY r.id FOR UPDATE`,
          )
        : await tx.rows(
            receiptShape,
            Prisma.sql`SELECT ${receiptColumns} FROM provider_receipt r
              WHERE r.team_id = brickwork_team() AND r.applied_at IS NULL AND r.outcome = 'parked'
                AND EXISTS (SELECT FROM message WHERE message.id = r.message_id)
              ORDER BY r.received_at LIMIT ${selection.parkedLimit} FOR UPDATE SKIP LOCKED`,
          );
    return rows.map((row) => ({
      ...row,
      provider: row.provider as ReceiptProvider,
      kind: receiptKind(row.kind),
      detail: row.detail as ReceiptDetail,
    }));
  }

  /**
   * Locks the messages, and before them the chunks in flight: a chunk's settling locks its chunk first and then its messages in
   * an order of its own, which would be a deadlock now and then. Reads them behind the locks, so that a chunk that was settled
   * while they were waited for has its say.
   */
  async lockMessages(tx: SqlTx, ids: string[]): Promise<Map<string, LockedMessage>> {
    await tx.execute(Prisma.sql`
      WITH in_flight AS MATERIALIZED (
        SELECT id FROM message_chunk
        WHERE id IN (SELECT chunk_id FROM message WHERE id = ANY(${ids}::uuid[])) AND state IN ('claimed', 'handed_off')
        ORDER BY id FOR SHARE
      )
      SELECT FROM message WHERE id = ANY(${ids}::uuid[]) AND (SELECT count(*) FROM in_flight) >= 0 ORDER BY id FOR UPDATE`);
    const rows = await tx.rows(
      messageShape,
      // An acceptance becomes the message's own with the row that is written; what else its chunk says is the chunk's to end.
      Prisma.sql`
        SELECT id, channel, source_id AS "sourceId", source_kind AS "sourceKind", lead_id AS "leadId",
          CASE WHEN state = 'accepted' THEN state ELSE own_state END AS state, reason, provider,
          provider_id AS "providerId", error_code AS "errorCode", error_detail AS "errorDetail", accepted_at AS "acceptedAt",
          delivered_at AS "deliveredAt", opened_at AS "openedAt", open_count AS "openCount", machine_opens AS "machineOpens",
          clicked_at AS "clickedAt", click_count AS "clickCount", unsubscribed_at AS "unsubscribedAt",
          complained_at AS "complainedAt"
        FROM message_ledger WHERE id = ANY(${ids}::uuid[]) ORDER BY id`,
    );
    return new Map(
      rows.map((row) => [
        row.id,
        { ...row, state: row.state as MessageState, channel: row.channel as LockedMessage['channel'] },
      ]),
    );
  }

  /** Writes moved rows back with one statement. The caller holds their locks. */
  async save(tx: SqlTx, entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const column = <K extends keyof LedgerEntry>(key: K) => entries.map((entry) => entry[key]);
    const instants = (
      key: 'acceptedAt' | 'deliveredAt' | 'openedAt' | 'clickedAt' | 'unsubscribedAt' | 'complainedAt',
    ) => entries.map((entry) => entry[key]?.toISOString() ?? null);
    await tx.execute(Prisma.sql`
      UPDATE message SET state = n.state, reason = n.reason, provider = n.provider, provider_id = n.provider_id,
        error_code = n.error_code, error_detail = n.error_detail, accepted_at = n.accepted_at, delivered_at = n.delivered_at,
        opened_at = n.opened_at, open_count = n.open_count, machine_opens = n.machine_opens, clicked_at = n.clicked_at,
        click_count = n.click_count, unsubscribed_at = n.unsubscribed_at, complained_at = n.complained_at
      FROM unnest(
        ${column('id')}::uuid[], ${column('state')}::text[], ${column('reason')}::text[], ${column('provider')}::text[],
        ${column('providerId')}::text[], ${column('errorCode')}::text[], ${column('errorDetail')}::text[],
        ${instants('acceptedAt')}::timestamptz[], ${instants('deliveredAt')}::timestamptz[],
        ${instants('openedAt')}::timestamptz[], ${column('openCount')}::int[], ${column('machineOpens')}::int[],
        ${instants('clickedAt')}::timestamptz[], ${column('clickCount')}::int[],
        ${instants('unsubscribedAt')}::timestamptz[], ${instants('complainedAt')}::timestamptz[]
      ) AS n(id, state, reason, provider, provider_id, error_code, error_detail, accepted_at, delivered_at, opened_at,
        open_count, machine_opens, clicked_at, click_count, unsubscribed_at, complained_at)
      WHERE message.id = n.id`);
  }

  /** Notes the outcome of locked receipts; a parked one stays open. */
  async mark(tx: SqlTx, ids: readonly string[], outcome: 'applied' | 'ignored' | 'parked'): Promise<void> {
    if (ids.length === 0) return;
    await tx.execute(Prisma.sql`UPDATE provider_receipt
      SET outcome = ${outcome}, applied_at = CASE WHEN ${outcome} = 'parked' THEN NULL ELSE now() END
      WHERE id = ANY(${[...ids]}::uuid[])`);
  }
}
