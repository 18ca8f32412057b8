import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Period, Span } from './period';
import { bucketOf, inSpan, seenLeads } from './seen-leads.sql';

const cohortShape = {
  status: 'text',
  reached: 'int',
  leads: 'int',
  unassigned: 'int',
  revenue: 'float',
  score: 'float',
} as const;
/** Leads created in a span by how they stand now. */
export type CohortRow = RowOf<typeof cohortShape>;

const sourceShape = {
  source: 'text?',
  leads: 'int',
  contacted: 'int',
  qualified: 'int',
  won: 'int',
  lost: 'int',
  revenue: 'float',
  previous: 'int',
} as const;
/** One source; null: all those that are not among the largest. */
export type SourceRow = RowOf<typeof sourceShape>;

const created = Prisma.sql`l.created_at`;

/** Leads by when they were created. */
@Injectable()
export class CohortsRepository {
  async ofSpan(tx: SqlTx, span: Span): Promise<CohortRow[]> {
    return tx.rows(
      cohortShape,
      Prisma.sql`SELECT l.status, l.reached, count(*)::int AS leads, count(*) FILTER (WHERE l.assigned_to_id IS NULL)::int AS unassigned,
          coalesce(sum(l.value) FILTER (WHERE l.status = 'WON'), 0)::float8 AS revenue, sum(l.score)::float8 AS score
        FROM ${seenLeads(tx)} AS l WHERE ${inSpan(created, span)} GROUP BY 1, 2`,
    );
  }

  async count(tx: SqlTx, span: Span): Promise<number> {
    const { leads } = await tx.one(
      { leads: 'int' },
      Prisma.sql`SELECT count(*)::int AS leads FROM ${seenLeads(tx)} AS l WHERE ${inSpan(created, span)}`,
    );
    return leads;
  }

  /** One number per bucket. */
  async byBucket(tx: SqlTx, period: Period): Promise<number[]> {
    const rows = await tx.rows(
      { bucket: 'int', leads: 'int' },
      Prisma.sql`SELECT ${bucketOf(created, period.buckets)} AS bucket, count(*)::int AS leads
        FROM ${seenLeads(tx)} AS l WHERE ${inSpan(created, period)} GROUP BY 1`,
    );
    const counts = period.buckets.map(() => 0);
    for (const { bucket, leads } of rows) counts[bucket] = leads;
    return counts;
  }

  /** The `most` sources with the most leads of the span, then all others in one row. Sources are free text: there may be thousands. */
  async bySource(tx: SqlTx, span: Span, before: Span, most: number): Promise<SourceRow[]> {
    const isCurrent = inSpan(created, span);
    // One stretch of the index, with what may lie between the two.
    const start = before.start < span.start ? before.start : span.start;
    const end = before.end > span.end ? before.end : span.end;
    return tx.rows(
      sourceShape,
      Prisma.sql`WITH counted AS (
          SELECT l.source, count(*) FILTER (WHERE ${isCurrent}) AS leads,
            count(*) FILTER (WHERE ${isCurrent} AND l.reached >= 1) AS contacted,
            count(*) FILTER (WHERE ${isCurrent} AND l.reached >= 2) AS qualified,
            count(*) FILTER (WHERE ${isCurrent} AND l.status = 'WON') AS won,
            count(*) FILTER (WHERE ${isCurrent} AND l.status = 'LOST') AS lost,
            coalesce(sum(l.value) FILTER (WHERE ${isCurrent} AND l.status = 'WON'), 0) AS revenue,
            count(*) FILTER (WHERE ${inSpan(created, before)}) AS previous
          FROM ${seenLeads(tx)} AS l WHERE ${inSpan(created, { start, end })} GROUP BY l.source
          HAVING bool_or((${isCurrent}) OR (${inSpan(created, before)}))
        ), ranked AS (
          SELECT *, least(row_number() OVER (ORDER BY leads DESC, previous DESC, source COLLATE "C"), ${most}::int + 1) AS place FROM counted
        ), named AS (
          SELECT *, CASE WHEN place <= ${most}::int THEN source END AS name FROM ranked
        )
        SELECT name AS source, sum(leads)::int AS leads, sum(contacted)::int AS contacted, sum(qualified)::int AS qualified,
          sum(won)::int AS won, sum(lost)::int AS lost, sum(revenue)::float8 AS revenue, sum(previous)::int AS previous
        FROM named GROUP BY place, name ORDER BY place`,
    );
  }
}
