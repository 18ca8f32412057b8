import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** Receipts across teams: the system role sees receipts and the list of teams, no messages. */
@Injectable()
export class ReceiptBatchesRepository {
  /**
   * The teams with unapplied receipts in a batch. What carries no id of ours, or names a team that is not here (another
   * installation on the same provider account), concerns nobody and is closed on the way.
   */
  async teamsOf(tx: SqlTx, batchId: string): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`
        WITH strangers AS (
          UPDATE provider_receipt r SET applied_at = now(), outcome = 'ignored'
          WHERE r.batch_id = ${batchId}::uuid AND r.applied_at IS NULL AND r.kind <> 'inbound'
            AND (r.message_id IS NULL OR NOT EXISTS (SELECT FROM team WHERE team.id = r.team_id))
        )
        SELECT DISTINCT r.team_id AS "teamId" FROM provider_receipt r JOIN team ON team.id = r.team_id
        WHERE r.batch_id = ${batchId}::uuid AND r.applied_at IS NULL AND r.message_id IS NOT NULL AND r.kind <> 'inbound'
        ORDER BY "teamId"`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  async teamsWithParked(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM provider_receipt
        WHERE applied_at IS NULL AND outcome = 'parked' AND team_id IS NOT NULL`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** Gives up on parked receipts whose message has not become known in `hours`. */
  async closeParked(tx: SqlTx, hours: number): Promise<number> {
    return tx.execute(Prisma.sql`UPDATE provider_receipt SET applied_at = now(), outcome = 'ignored'
      WHERE applied_at IS NULL AND outcome = 'parked' AND received_at < now() - ${hours} * interval '1 hour'`);
  }

  /** Batches that should long be applied: their job failed for good. */
  async forgotten(
    tx: SqlTx,
    minutes: number,
    limit: number,
  ): Promise<{ batchId: string; inbound: boolean }[]> {
    return tx.rows(
      { batchId: 'uuid', inbound: 'bool' },
      Prisma.sql`SELECT batch_id AS "batchId", bool_or(kind = 'inbound') AS inbound FROM provider_receipt
        WHERE applied_at IS NULL AND outcome IS NULL AND received_at < now() - ${minutes} * interval '1 minute'
        GROUP BY batch_id ORDER BY min(received_at) LIMIT ${limit}`,
    );
  }
}
