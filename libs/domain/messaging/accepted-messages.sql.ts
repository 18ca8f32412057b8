import { Prisma } from '@platform/database';

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
      AND accepted.team_id = brickwork_team() AND accepted.own_accepted_at IS NULL AND accepted.accepted_at IS NOT NULL
  )`;
}
