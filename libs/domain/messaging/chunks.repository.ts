import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';
import { heldUntil } from './provider-holds.repository';

/** A chunk in one worker's hands. `fence` tells its claim from later ones. */
export interface ClaimedChunk {
  id: string;
  sourceId: string;
  contentId: string;
  channel: 'EMAIL' | 'SMS';
  purpose: 'marketing' | 'transactional';
  /** campaign | test | system | … */
  sourceKind: string;
  dueAt: Date;
  size: number;
  fence: number;
  attempts: number;
  /** The provider wants no call for the team before that. */
  heldUntil: Date | null;
}

const chunkShape = {
  id: 'uuid',
  sourceId: 'uuid',
  contentId: 'uuid',
  channel: 'text',
  purpose: 'text',
  sourceKind: 'text',
  dueAt: 'date',
  size: 'int',
  fence: 'int',
  attempts: 'int',
  heldUntil: 'date?',
} as const;
const chunkColumns = Prisma.sql`k.id, k.source_id AS "sourceId", k.content_id AS "contentId", k.channel,
  coalesce((SELECT m.purpose FROM message m WHERE m.chunk_id = k.id LIMIT 1), 'marketing') AS purpose,
  (SELECT s.kind FROM message_source s WHERE s.id = k.source_id) AS "sourceKind", k.due_at AS "dueAt", k.size, k.fence, k.attempts,
  ${heldUntil} AS "heldUntil"`;
const sourceRuns = (epoch: number | null) => Prisma.sql`EXISTS (SELECT 1 FROM message_source s
  WHERE s.id = k.source_id AND s.state = 'running' AND s.epoch = coalesce(${epoch}::int, s.epoch))`;

/** How a provider took a whole chunk in one call. */
export interface Acceptance {
  provider: string;
  providerId: string;
}

/** A chunk's way: queued → claimed → handed_off → accepted or settled, each step one statement, fenced. */
@Injectable()
export class ChunksRepository {
  /** Claims the next due chunk of a source that runs in this epoch. */
  async claimNext(tx: SqlTx, sourceId: string, epoch: number): Promise<ClaimedChunk | undefined> {
    const row = await tx.maybeOne(
      chunkShape,
      Prisma.sql`UPDATE message_chunk k SET state = 'claimed', claimed_at = now(), fence = k.fence + 1
        WHERE k.id = (SELECT id FROM message_chunk
            WHERE source_id = ${sourceId}::uuid AND state = 'queued' AND due_at <= now()
            ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
          AND ${sourceRuns(epoch)}
        RETURNING ${chunkColumns}`,
    );
    return row as ClaimedChunk | undefined;
  }

  /** Claims one chunk by its id when it is due and its source runs. */
  async claimOne(tx: SqlTx, id: string): Promise<ClaimedChunk | undefined> {
    const row = await tx.maybeOne(
      chunkShape,
      Prisma.sql`UPDATE message_chunk k SET state = 'claimed', claimed_at = now(), fence = k.fence + 1
        WHERE k.id = ${id}::uuid AND k.state = 'queued' AND k.due_at <= now() AND ${sourceRuns(null)}
        RETURNING ${chunkColumns}`,
    );
    return row as ClaimedChunk | undefined;
  }

  /**
   * Commits the worker to calling the provider. Undefined when the chunk is another's by now, the source no longer runs, or the
   * claim is older than `claimMs`: a process that slept that long may wake up again in the middle of the call. Nor may it fall
   * asleep before it commits and keep the chunk from others: Postgres ends a transaction that idles for twice `claimMs`.
   */
  async handOff(
    tx: SqlTx,
    chunk: ClaimedChunk,
    options: { epoch: number | null; claimMs: number },
  ): Promise<{ handedOffAt: Date } | undefined> {
    return tx.maybeOne(
      { handedOffAt: 'date', patience: 'text' },
      Prisma.sql`UPDATE message_chunk k SET state = 'handed_off', handed_off_at = now()
        WHERE k.id = ${chunk.id}::uuid AND k.fence = ${chunk.fence} AND k.state = 'claimed'
          AND k.claimed_at > now() - ${options.claimMs} * interval '1 millisecond' AND ${sourceRuns(options.epoch)}
        RETURNING k.handed_off_at AS "handedOffAt",
          set_config('idle_in_transaction_session_timeout', ${String(options.claimMs * 2)}, true) AS patience`,
    );
  }

  /** Puts a chunk back whole, to be due again at `dueAt` (default: as before). False when it was lost meanwhile. */
  async giveBack(
    tx: SqlTx,
    chunk: ClaimedChunk,
    options: { from: 'claimed' | 'handed_off'; dueAt?: Date; attempts?: number },
  ): Promise<boolean> {
    const touched = await tx.execute(Prisma.sql`UPDATE message_chunk SET state = 'queued', claimed_at = NULL,
        handed_off_at = NULL, due_at = greatest(due_at, coalesce(${options.dueAt ?? null}::timestamptz, due_at)),
        attempts = ${options.attempts ?? chunk.attempts}
      WHERE id = ${chunk.id}::uuid AND fence = ${chunk.fence} AND state = ${options.from}`);
    return touched === 1;
  }

  /** Ends a chunk whose messages get a state each; false when it was taken from this worker meanwhile. */
  async settle(tx: SqlTx, chunk: ClaimedChunk): Promise<boolean> {
    return this.end(tx, chunk, Prisma.sql`state = 'settled'`);
  }

  /** Ends a chunk that speaks for its messages from now on: all that it still holds were accepted. False as with `settle`. */
  async accept(tx: SqlTx, chunk: ClaimedChunk, { provider, providerId }: Acceptance): Promise<boolean> {
    const call = Prisma.sql`provider = ${provider}, provider_id = nullif(${providerId}, '')`;
    return this.end(tx, chunk, Prisma.sql`state = 'accepted', ${call}`);
  }

  private async end(tx: SqlTx, chunk: ClaimedChunk, set: Prisma.Sql): Promise<boolean> {
    const touched = await tx.execute(Prisma.sql`UPDATE message_chunk SET ${set}, settled_at = now()
      WHERE id = ${chunk.id}::uuid AND fence = ${chunk.fence} AND state IN ('claimed', 'handed_off')`);
    return touched === 1;
  }

  /** A queued chunk of the same source and content; its messages are moved into it by the caller. */
  async insert(
    tx: SqlTx,
    from: Pick<ClaimedChunk, 'sourceId' | 'contentId' | 'channel'>,
    chunk: { dueAt: Date | null; size: number; attempts: number },
  ): Promise<string> {
    const id = newId();
    await tx.execute(Prisma.sql`
      INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, size, attempts)
      VALUES (${id}::uuid, brickwork_team(), ${from.sourceId}::uuid, ${from.contentId}::uuid, ${from.channel},
        coalesce(${chunk.dueAt}::timestamptz, now()), ${chunk.size}, ${chunk.attempts})`);
    return id;
  }
}
