import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import { seenLeads } from './seen-leads.sql';

const standingShape = {
  status: 'text',
  leads: 'int',
  valued: 'int',
  value: 'float',
  /** Seconds in the status, summed up. */
  seconds: 'float',
  stale: 'int',
} as const;
export type StandingRow = RowOf<typeof standingShape>;

const openShape = {
  status: 'text',
  age: 'int',
  leads: 'int',
  valued: 'int',
  value: 'float',
  /** Sum of the squares of the values. */
  squares: 'float',
} as const;
/** Open leads of a stage, by how many spans of 30 days they have been known. */
export type OpenRow = RowOf<typeof openShape>;

const outcomeShape = { reached: 'int', won: 'bool', age: 'int', leads: 'int' } as const;
/** Leads that came open and were won or lost, by the furthest stage before, and by their age then in spans of 30 days. */
export type OutcomeRow = RowOf<typeof outcomeShape>;

/** Longer is as long. */
const oldest = 36;
const ageAt = (instant: Prisma.Sql) =>
  Prisma.sql`least(${oldest}, greatest(0, floor(date_part('epoch', ${instant} - l.created_at) / 2592000)))::int`;
const open = Prisma.sql`l.status NOT IN ('WON', 'LOST')`;

/** How all leads stand now: a pass over a million of them, so that time is reckoned in floats (`extract` would make decimals). */
@Injectable()
export class StandingRepository {
  /** A lead is stale that has not moved for `staleDays`. */
  async byStatus(tx: SqlTx, now: Date, staleDays: number): Promise<StandingRow[]> {
    const staleSince = new Date(now.getTime() - staleDays * 86_400_000);
    const since = Prisma.sql`coalesce(l.status_since, l.created_at)`;
    return tx.rows(
      standingShape,
      Prisma.sql`SELECT l.status, count(*)::int AS leads, count(l.value)::int AS valued, coalesce(sum(l.value), 0)::float8 AS value,
          coalesce(sum(date_part('epoch', ${now}::timestamptz - ${since})), 0) AS seconds,
          count(*) FILTER (WHERE ${since} < ${staleSince}::timestamptz)::int AS stale
        FROM ${seenLeads(tx)} AS l GROUP BY 1`,
    );
  }

  async open(tx: SqlTx, now: Date): Promise<OpenRow[]> {
    return tx.rows(
      openShape,
      Prisma.sql`SELECT l.status, ${ageAt(Prisma.sql`${now}::timestamptz`)} AS age, count(*)::int AS leads, count(l.value)::int AS valued,
          coalesce(sum(l.value), 0)::float8 AS value, coalesce(sum(l.value::float8 * l.value::float8), 0) AS squares
        FROM ${seenLeads(tx)} AS l WHERE ${open} GROUP BY 1, 2`,
    );
  }

  async outcomes(tx: SqlTx, from: Date): Promise<OutcomeRow[]> {
    return tx.rows(
      outcomeShape,
      Prisma.sql`SELECT l.reached, l.status = 'WON' AS won, ${ageAt(Prisma.sql`l.status_since`)} AS age, count(*)::int AS leads
        FROM ${seenLeads(tx)} AS l
        WHERE l.status IN ('WON', 'LOST') AND l.status_since >= ${from}::timestamptz AND l.status_since > l.created_at GROUP BY 1, 2, 3`,
    );
  }
}
