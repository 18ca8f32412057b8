import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { QueueName } from '../queues';

/** Finds rows whose wake-up got lost. */
@Injectable()
export class ReconcilerRepository {
  /**
   * Due rows that were put on the queue a while ago and have not been started: either the queue is long, or it lost them.
   * Oldest first; the caller asks the queue which of the two it is.
   */
  async overdue(
    tx: SqlTx,
    options: { lateMs: number; limit: number },
  ): Promise<{ id: string; run: number; queue: QueueName }[]> {
    const rows = await tx.rows(
      { id: 'uuid', run: 'int', queue: 'text' },
      Prisma.sql`SELECT id, run, queue FROM job
        WHERE enqueued_at < now() - ${options.lateMs} * interval '1 millisecond'
          AND state IN ('scheduled', 'retrying') AND due_at < now() - ${options.lateMs} * interval '1 millisecond'
        ORDER BY enqueued_at LIMIT ${options.limit}`,
    );
    return rows as { id: string; run: number; queue: QueueName }[];
  }

  /** Has rows put on the queue again, under a new run so that no kept job swallows them. */
  async requeue(tx: SqlTx, entries: { id: string; run: number }[]): Promise<number> {
    return tx.execute(Prisma.sql`UPDATE job SET run = job.run + 1, enqueued_at = NULL
      FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ run }) => run)}::int[]) AS e(id, run)
      WHERE job.id = e.id AND job.run = e.run AND job.state IN ('scheduled', 'retrying')`);
  }

  /** Rows that are on the queue all right: look at them again only after another while. */
  async stillQueued(tx: SqlTx, ids: string[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE job SET enqueued_at = now() WHERE id = ANY(${ids}::uuid[])`);
  }

  /** The queue lost its memory: every unstarted row must be told again. */
  async forgetQueue(tx: SqlTx): Promise<number> {
    return tx.execute(Prisma.sql`UPDATE job SET enqueued_at = NULL, run = run + 1
      WHERE enqueued_at IS NOT NULL AND state IN ('scheduled', 'retrying')`);
  }

  /** Takes a slot of a schedule; false when another worker has it. */
  async takeSlot(tx: SqlTx, name: string, slot: Date): Promise<boolean> {
    const taken = await tx.execute(
      Prisma.sql`INSERT INTO schedule_slot (name, slot) VALUES (${name}, ${slot}) ON CONFLICT DO NOTHING`,
    );
    return taken === 1;
  }
}
