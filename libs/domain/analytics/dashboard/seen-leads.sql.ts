import { Prisma, TenantScope, type SqlTx } from '@platform/database';

const columns = Prisma.sql`id, created_at, status, status_since, reached, value, source, assigned_to_id, score`;

/**
 * The leads that whoever asks may see, as a subquery. Row-level security says the same of every row; said here for a viewer in two
 * halves, each of which has an index. All columns are in the indexes that figures use, so that no lead itself is read.
 */
export function seenLeads(tx: SqlTx): Prisma.Sql {
  const viewer = tx.scope instanceof TenantScope ? tx.scope.viewerId : null;
  if (viewer === null) return Prisma.sql`(SELECT ${columns} FROM lead WHERE team_id = brickwork_team())`;
  return Prisma.sql`(SELECT ${columns} FROM lead WHERE team_id = brickwork_team() AND assigned_to_id = ${viewer}::uuid
    UNION ALL SELECT ${columns} FROM lead WHERE team_id = brickwork_team() AND assigned_to_id IS NULL)`;
}

export const inSpan = (column: Prisma.Sql, { start, end }: { start: Date; end: Date }): Prisma.Sql =>
  Prisma.sql`${column} >= ${start}::timestamptz AND ${column} < ${end}::timestamptz`;

/** The number, from 0, of the bucket in which an instant lies. The starts come from the zone, so that no day is 24 hours by force. */
export const bucketOf = (column: Prisma.Sql, buckets: readonly { start: Date }[]): Prisma.Sql =>
  Prisma.sql`width_bucket(${column}, ${buckets.map(({ start }) => start.toISOString())}::timestamptz[]) - 1`;
