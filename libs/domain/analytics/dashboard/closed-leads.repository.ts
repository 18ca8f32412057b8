import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Period, Span } from './period';
import { bucketOf, inSpan, seenLeads } from './seen-leads.sql';

export interface Closed {
  won: number;
  lost: number;
  /** Sum of the values of what was won. */
  revenue: number;
  /** Won leads that have a value. */
  valued: number;
  /** Median of the days from creation to winning, of those that did not come as won; null: there were none. */
  medianDaysToWin: number | null;
}

export interface ClosedBucket {
  won: number;
  lost: number;
  revenue: number;
}

const closed = Prisma.sql`l.status IN ('WON', 'LOST')`;
const since = Prisma.sql`l.status_since`;
const sums = Prisma.sql`count(*) FILTER (WHERE l.status = 'WON')::int AS won, count(*) FILTER (WHERE l.status = 'LOST')::int AS lost,
  coalesce(sum(l.value) FILTER (WHERE l.status = 'WON'), 0)::float8 AS revenue`;

/** Leads that are won or lost, by when that happened. One that was opened again counts nowhere; one won again, the last time. */
@Injectable()
export class ClosedLeadsRepository {
  async ofSpan(tx: SqlTx, span: Span): Promise<Closed> {
    return tx.one(
      { won: 'int', lost: 'int', revenue: 'float', valued: 'int', medianDaysToWin: 'float?' },
      Prisma.sql`SELECT ${sums}, count(l.value) FILTER (WHERE l.status = 'WON')::int AS valued,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', l.status_since - l.created_at) / 86400)
            FILTER (WHERE l.status = 'WON' AND l.status_since > l.created_at) AS "medianDaysToWin"
        FROM ${seenLeads(tx)} AS l WHERE ${closed} AND ${inSpan(since, span)}`,
    );
  }

  /** One entry per bucket. */
  async byBucket(tx: SqlTx, period: Period): Promise<ClosedBucket[]> {
    const rows = await tx.rows(
      { bucket: 'int', won: 'int', lost: 'int', revenue: 'float' },
      Prisma.sql`SELECT ${bucketOf(since, period.buckets)} AS bucket, ${sums}
        FROM ${seenLeads(tx)} AS l WHERE ${closed} AND ${inSpan(since, period)} GROUP BY 1`,
    );
    const buckets: ClosedBucket[] = period.buckets.map(() => ({ won: 0, lost: 0, revenue: 0 }));
    for (const { bucket, ...figures } of rows) buckets[bucket] = figures;
    return buckets;
  }
}
