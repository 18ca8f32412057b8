import { Injectable } from '@nestjs/common';
import { firstIdAt, Prisma, type SqlTx } from '@platform/database';

const daysAgo = (days: number) => Prisma.sql`now() - ${days}::int * interval '1 day'`;

/** Removes what is over, oldest first, a portion at a time. Answers how many rows there were. */
@Injectable()
export class CleanUpRepository {
  /** What failed for good stays until somebody has replayed or cancelled it. */
  async jobs(tx: SqlTx, days: number, limit: number): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM job WHERE id IN (
      SELECT id FROM job WHERE finished_at < ${daysAgo(days)} AND state IN ('completed', 'cancelled')
      ORDER BY finished_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);
  }

  /**
   * Events that every subscriber has been told of. One that a failed job would read when it is replayed stays with that job.
   * Their ids begin with their time: the primary key finds the oldest.
   */
  async events(tx: SqlTx, days: number, limit: number): Promise<number> {
    const { at } = await tx.one({ at: 'date' }, Prisma.sql`SELECT ${daysAgo(days)} AS at`);
    return tx.execute(Prisma.sql`
      WITH wanted AS MATERIALIZED (
        SELECT value::uuid AS id FROM job, jsonb_array_elements_text(job.payload -> 'eventIds')
        WHERE job.state IN ('dead', 'failed') AND jsonb_typeof(job.payload -> 'eventIds') = 'array'
      )
      DELETE FROM domain_event WHERE id IN (
        SELECT e.id FROM domain_event e
        WHERE e.id < ${firstIdAt(at)}::uuid AND e.created_at < ${at} AND e.dispatched_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM wanted WHERE wanted.id = e.id)
        ORDER BY e.id LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);
  }

  /** A slot is asked for again within minutes, if at all. */
  async slots(tx: SqlTx, days: number): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM schedule_slot WHERE created_at < ${daysAgo(days)}`);
  }
}
