import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Prisma, TenantScope, type SqlTx } from '@platform/database';
import { liveLaneJobs } from './lane-key.sql';

export type SourceState = 'running' | 'paused' | 'cancelled' | 'finished';

/**
 * More lanes than that send no faster and hold more chunks when a source is paused or its worker dies. Four lanes of texts fill
 * the connections of one account.
 */
const mostLanes = { EMAIL: 8, SMS: 4 };

@Injectable()
export class SourcesRepository {
  async create(tx: SqlTx, { id, kind }: { id: string; kind: string }): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO message_source (id, team_id, kind, lanes)
      VALUES (${id}::uuid, brickwork_team(), ${kind}, 1)`);
  }

  /** The team's source of single messages of one kind; made when it is first needed. Its chunks have jobs of their own. */
  async standing(tx: SqlTx, kind: string): Promise<string> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a message needs a team');
    const id = standingSourceId(tx.scope.teamId, kind);
    await this.ensure(tx, id, kind);
    return id;
  }

  /** A source of single messages. */
  async ensure(tx: SqlTx, id: string, kind: string): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO message_source (id, team_id, kind)
      VALUES (${id}::uuid, brickwork_team(), ${kind}) ON CONFLICT (id) DO NOTHING`);
  }

  /** Locks the source for a change; undefined when there is none. */
  async lock(tx: SqlTx, id: string): Promise<SourceState | undefined> {
    const row = await tx.maybeOne(
      { state: 'text' },
      Prisma.sql`SELECT state FROM message_source WHERE id = ${id}::uuid FOR NO KEY UPDATE`,
    );
    return row?.state as SourceState | undefined;
  }

  /** Every return to `running` begins a new epoch. */
  async setState(tx: SqlTx, id: string, state: SourceState): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message_source SET state = ${state},
      epoch = epoch + CASE WHEN ${state} = 'running' THEN 1 ELSE 0 END WHERE id = ${id}::uuid`);
  }

  /** Only while it runs in this epoch: a pause or a resume in between wins. */
  async pauseRunning(tx: SqlTx, id: string, epoch: number): Promise<boolean> {
    const touched = await tx.execute(Prisma.sql`UPDATE message_source SET state = 'paused'
      WHERE id = ${id}::uuid AND state = 'running' AND epoch = ${epoch}`);
    return touched === 1;
  }

  /** A chunk that is claimed but not handed off is taken from its lane: the hand-off then finds another fence. */
  async cancelChunks(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message_chunk SET state = 'cancelled', fence = fence + 1, settled_at = now()
      WHERE source_id = ${id}::uuid AND state IN ('queued', 'claimed')`);
  }

  /** Notes that there is something to send, and how many lanes are worth having. */
  async open(tx: SqlTx, id: string): Promise<{ epoch: number; lanes: number } | undefined> {
    return tx.maybeOne(
      { epoch: 'int', lanes: 'int' },
      Prisma.sql`UPDATE message_source s SET drained_at = NULL, lanes = greatest(1, (
          SELECT least(count(*)::int, CASE min(channel) WHEN 'SMS' THEN ${mostLanes.SMS}::int ELSE ${mostLanes.EMAIL}::int END)
          FROM (SELECT channel FROM message_chunk
            WHERE source_id = s.id AND state = 'queued' LIMIT ${mostLanes.EMAIL}) AS waiting))
        WHERE s.id = ${id}::uuid AND s.state = 'running' AND s.lanes > 0 RETURNING s.epoch, s.lanes`,
    );
  }

  /** Lanes of which no run is due or under way. */
  async idleLanes(
    tx: SqlTx,
    id: string,
    { epoch, lanes }: { epoch: number; lanes: number },
  ): Promise<number[]> {
    const live = liveLaneJobs({
      teamId: Prisma.sql`brickwork_team()`,
      id: Prisma.sql`${id}`,
      epoch: Prisma.sql`${epoch}::int`,
      lanes: { first: Prisma.sql`wanted.lane`, last: Prisma.sql`wanted.lane` },
    });
    const rows = await tx.rows(
      { lane: 'int' },
      Prisma.sql`SELECT lane FROM generate_series(0, ${lanes}::int - 1) AS wanted(lane)
        WHERE NOT EXISTS (SELECT 1 FROM job j WHERE ${live}) ORDER BY lane`,
    );
    return rows.map(({ lane }) => lane);
  }

  /** Whether a chunk is due that no lane is claiming at this moment. */
  async hasFreeChunk(tx: SqlTx, id: string): Promise<boolean> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM message_chunk WHERE source_id = ${id}::uuid AND state = 'queued' AND due_at <= now()
        LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    return rows.length > 0;
  }

  /** Where a source stands, and when it has something to send again: null when nothing waits. */
  async outlook(
    tx: SqlTx,
    id: string,
  ): Promise<{ state: string; epoch: number; dueAt: Date | null } | undefined> {
    return tx.maybeOne(
      { state: 'text', epoch: 'int', dueAt: 'date?' },
      // A chunk that is due is in another lane's claim at this very moment; whole seconds let all lanes ask for one wake-up.
      Prisma.sql`SELECT s.state, s.epoch, CASE WHEN k.due_at IS NOT NULL
          THEN greatest(k.due_at, date_trunc('second', now()) + interval '2 seconds') END AS "dueAt"
        FROM message_source s LEFT JOIN LATERAL (SELECT due_at FROM message_chunk
          WHERE source_id = s.id AND state = 'queued' ORDER BY due_at LIMIT 1) k ON true
        WHERE s.id = ${id}::uuid`,
    );
  }

  /** True for the one caller that finds nothing queued, held, in flight or still to be laid out for the first time. */
  async markDrained(tx: SqlTx, id: string, epoch: number): Promise<{ kind: string } | undefined> {
    return tx.maybeOne(
      { kind: 'text' },
      Prisma.sql`UPDATE message_source s SET drained_at = now()
        WHERE s.id = ${id}::uuid AND s.state = 'running' AND s.epoch = ${epoch} AND s.drained_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM message_chunk WHERE source_id = s.id AND state = 'queued')
          AND NOT EXISTS (SELECT 1 FROM message_chunk WHERE source_id = s.id AND state IN ('claimed', 'handed_off'))
          AND NOT EXISTS (SELECT 1 FROM audience_part WHERE source_id = s.id)
        RETURNING s.kind`,
    );
  }
}

/** One id per team and kind, known without asking: two first messages at once make one source. */
export function standingSourceId(teamId: string, kind: string): string {
  const hash = createHash('sha256').update(`${teamId}:${kind}`).digest('hex');
  // RFC 9562 §5.8: version 8, for ids of one's own making.
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
