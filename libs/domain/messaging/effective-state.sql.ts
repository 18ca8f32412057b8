import { Prisma } from '@platform/database';

/**
 * The state of a message as people know it. While a chunk is in flight, or once it is cancelled, the chunk holds the state of
 * those of its messages that have none of their own. Needs the aliases `m` (message) and `c` (message_chunk, left-joined).
 */
export const effectiveState = Prisma.sql`(CASE WHEN m.state IN ('queued', 'held')
  AND c.state IN ('claimed', 'handed_off', 'cancelled') THEN c.state ELSE m.state END)`;

/** The join that `effectiveState` needs. */
export const chunkOfMessage = Prisma.sql`LEFT JOIN message_chunk c ON c.id = m.chunk_id`;
