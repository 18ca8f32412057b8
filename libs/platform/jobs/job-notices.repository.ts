import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** A producer that has not renewed its notice for so long is taken for dead, and the relay adds its rows. In ms. */
export const noticeMs = 600;

/**
 * Notices say of committed rows that their producer is putting them on the queue. One for all rows of a statement costs less than
 * a second version of every row that says the same.
 */
@Injectable()
export class JobNoticesRepository {
  /** The rows are on the queue: nobody needs to look after them. */
  async remove(tx: SqlTx, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.execute(Prisma.sql`DELETE FROM job_notice WHERE id = ANY(${ids}::uuid[])`);
  }

  /** Their producer is alive and at it. */
  async renew(tx: SqlTx, ids: string[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE job_notice SET held_until = now() + ${noticeMs} * interval '1 millisecond'
      WHERE id = ANY(${ids}::uuid[])`);
  }

  /**
   * Takes notices that nobody renews; their rows count as not on the queue again. Answers how many notices there were. Two
   * statements, so that the second, should there be one, knows its ids and looks nothing else up.
   */
  async lapse(tx: SqlTx, limit: number): Promise<number> {
    const lapsed = await tx.rows(
      { jobIds: 'texts' },
      Prisma.sql`DELETE FROM job_notice WHERE id IN (
          SELECT id FROM job_notice WHERE held_until < now() ORDER BY held_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING job_ids::text[] AS "jobIds"`,
    );
    const ids = lapsed.flatMap(({ jobIds }) => jobIds);
    if (ids.length > 0) {
      await tx.execute(Prisma.sql`UPDATE job SET enqueued_at = NULL
        WHERE id = ANY(${ids}::uuid[]) AND run = 0 AND state IN ('scheduled', 'retrying')`);
    }
    return lapsed.length;
  }
}
