import { Prisma } from '@platform/database';

/** Not `IS NULL`: the index on times of acceptance knows blocks alone, and would name most of ten million rows anew for each chunk. */
const hasNoneOfItsOwn = Prisma.sql`coalesce(accepted.own_accepted_at, 'infinity') = 'infinity'`;

/**
 * The team's rows of `message_ledger` that a provider accepted in [from, to), as a subquery. In two halves, each with an index on
 * its time: messages that say so themselves, and those of chunks that were accepted as a whole.
 * @param from inclusive, @param to exclusive: SQL expressions of type timestamptz.
 */
export function acceptedBetween(from: Prisma.Sql, to: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT * FROM message_ledger
    WHERE team_id = brickwork_team() AND own_accepted_at >= ${from} AND own_accepted_at < ${to}
    UNION ALL
    SELECT accepted.* FROM message_chunk JOIN message_ledger accepted ON accepted.chunk_id = message_chunk.id
    WHERE message_chunk.team_id = brickwork_team() AND message_chunk.state = 'accepted'
      AND message_chunk.settled_at >= ${from} AND message_chunk.settled_at < ${to}
      AND accepted.team_id = brickwork_team() AND ${hasNoneOfItsOwn} AND accepted.accepted_at IS NOT NULL
  )`;
}

/**
 * When a row of `message` was accepted, for the few messages of a lead: a look-up in the chunk for each, which no plan can turn
 * into a walk through all chunks. Null when it was not. For many messages read `message_ledger`.
 */
export function acceptedAtOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce(${alias}.accepted_at, CASE WHEN ${alias}.state NOT IN ('skipped', 'cancelled') THEN (
    SELECT settled_at FROM message_chunk WHERE message_chunk.id = ${alias}.chunk_id AND message_chunk.state = 'accepted') END)`;
}
