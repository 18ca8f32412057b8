import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { NewReceipt } from './receipt';

export interface BatchedReceipt extends NewReceipt {
  batchId: string;
}

@Injectable()
export class ReceiptIntakeRepository {
  /** Inserts with one statement what was not there yet; answers the batches that got something new, and how much. */
  async insert(
    tx: SqlTx,
    receipts: readonly BatchedReceipt[],
  ): Promise<{ batchId: string; receipts: number }[]> {
    const column = <T>(pick: (receipt: BatchedReceipt) => T) => receipts.map(pick);
    return tx.rows(
      { batchId: 'uuid', receipts: 'int' },
      // In one order for all writers: posts that hold the same events in another order must not wait for each other in a circle.
      Prisma.sql`
        WITH stored AS (
          INSERT INTO provider_receipt
            (id, provider, event_id, team_id, message_id, provider_id, kind, address, at, detail, batch_id)
          SELECT n.id, n.provider, n.event_id, n.team_id, n.message_id, n.provider_id, n.kind, n.address, n.at,
            n.detail::jsonb, n.batch_id
          FROM unnest(
            ${receipts.map(newId)}::uuid[], ${column(({ provider }) => provider)}::text[],
            ${column(({ eventId }) => eventId)}::text[], ${column(({ teamId }) => teamId)}::uuid[],
            ${column(({ messageId }) => messageId)}::uuid[], ${column(({ providerId }) => providerId)}::text[],
            ${column(({ kind }) => kind)}::text[], ${column(({ address }) => address)}::text[],
            ${column(({ at }) => at.toISOString())}::timestamptz[],
            ${column(({ detail }) => JSON.stringify(detail))}::text[], ${column(({ batchId }) => batchId)}::uuid[]
          ) AS n(id, provider, event_id, team_id, message_id, provider_id, kind, address, at, detail, batch_id)
          ORDER BY n.provider, n.event_id
          ON CONFLICT (provider, event_id) DO NOTHING
          RETURNING batch_id
        )
        SELECT batch_id AS "batchId", count(*) AS receipts FROM stored GROUP BY batch_id`,
    );
  }
}
