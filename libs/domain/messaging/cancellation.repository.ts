import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class CancellationRepository {
  /** Writes `cancelled` to the messages of the next cancelled chunks behind `after`; answers the last of them, null at the end. */
  async writeNext(tx: SqlTx, sourceId: string, after: string | null, limit: number): Promise<string | null> {
    const chunks = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM message_chunk WHERE source_id = ${sourceId}::uuid AND state = 'cancelled'
        AND (${after}::uuid IS NULL OR id > ${after}::uuid) ORDER BY id LIMIT ${limit}`,
    );
    if (chunks.length === 0) return null;
    await tx.execute(Prisma.sql`UPDATE message SET state = 'cancelled', reason = 'source_cancelled'
      WHERE chunk_id = ANY(${chunks.map(({ id }) => id)}::uuid[]) AND state IN ('queued', 'held')`);
    return chunks.at(-1)!.id;
  }
}
