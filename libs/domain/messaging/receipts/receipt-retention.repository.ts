import { Injectable } from '@nestjs/common';
import { firstIdAt, Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class ReceiptRetentionRepository {
  /** Not one that waits for its message. By age of the row: the provider's own time may be anything. */
  async forget(tx: SqlTx, days: number, limit: number): Promise<number> {
    const { at } = await tx.one(
      { at: 'date' },
      Prisma.sql`SELECT now() - ${days}::int * interval '1 day' AS at`,
    );
    return tx.execute(Prisma.sql`DELETE FROM provider_receipt WHERE id IN (
      SELECT id FROM provider_receipt
      WHERE id < ${firstIdAt(at)}::uuid AND received_at < ${at} AND applied_at IS NOT NULL
      ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);
  }
}
