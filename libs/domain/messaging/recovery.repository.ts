import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { liveLaneJobs } from './lane-key.sql';

export interface StaleAges {
  /** A claim older than that has no owner: nothing was sent. In ms. */
  claimedMs: number;
  /** Longer than any call and its settlement: the answer is lost. In ms. */
  handedOffMs: number;
}

export interface RecoveredChunk {
  id: string;
  sourceId: string;
  channel: 'EMAIL' | 'SMS';
  purpose: 'marketing' | 'transactional';
  fence: number;
  lanes: number;
  /** Postgres' clock. */
  now: Date;
}

const liveLanesOfSource = liveLaneJobs({
  teamId: Prisma.sql`s.team_id`,
  id: Prisma.sql`s.id`,
  epoch: Prisma.sql`s.epoch`,
  lanes: { first: Prisma.sql`0`, last: Prisma.sql`s.lanes - 1` },
});

/** Finds what no worker works on any more: across teams to see it, team by team to change it. */
@Injectable()
export class RecoveryRepository {
  async teamsWithStaleChunks(tx: SqlTx, ages: StaleAges): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT k.team_id AS "teamId" FROM message_chunk k
        WHERE k.state IN ('claimed', 'handed_off') AND ${stale(ages)} LIMIT 500`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  async releaseClaims(tx: SqlTx, { claimedMs }: StaleAges): Promise<RecoveredChunk[]> {
    return this.take(
      tx,
      Prisma.sql`SET state = 'queued', fence = k.fence + 1, claimed_at = NULL`,
      Prisma.sql`k.state = 'claimed' AND k.claimed_at < now() - ${claimedMs} * interval '1 millisecond'`,
    );
  }

  /** Ends chunks whose worker died between hand-off and settlement: what has no outcome by now is uncertain. */
  async endHandOffs(tx: SqlTx, { handedOffMs }: StaleAges): Promise<RecoveredChunk[]> {
    const chunks = await this.take(
      tx,
      Prisma.sql`SET state = 'settled', fence = k.fence + 1, settled_at = now()`,
      Prisma.sql`k.state = 'handed_off' AND k.handed_off_at < now() - ${handedOffMs} * interval '1 millisecond'`,
    );
    if (chunks.length === 0) return [];
    await tx.execute(Prisma.sql`
      UPDATE message m SET state = 'uncertain', reason = 'worker_lost', error_code = 'worker_lost',
        error_detail = 'the worker ended before the answer of the provider was written', handed_off_at = k.handed_off_at
      FROM message_chunk k WHERE k.id = ANY(${chunks.map(({ id }) => id)}::uuid[]) AND m.chunk_id = k.id
        AND m.state IN ('queued', 'held')`);
    return chunks;
  }

  /** Running sources with something to do and nobody who does it. */
  async stalledSources(tx: SqlTx): Promise<{ teamId: string; sourceId: string }[]> {
    return tx.rows(
      { teamId: 'uuid', sourceId: 'uuid' },
      Prisma.sql`SELECT s.team_id AS "teamId", s.id AS "sourceId" FROM message_source s
        WHERE s.state = 'running' AND s.lanes > 0
          -- Told to be drained, yet not finished: something came back afterwards, or the telling got lost. Tell again.
          AND (s.drained_at IS NULL OR s.drained_at < now() - interval '5 seconds')
          AND (EXISTS (SELECT 1 FROM message_chunk k WHERE k.source_id = s.id AND k.state = 'queued' AND k.due_at < now() - interval '1 second')
            OR NOT EXISTS (SELECT 1 FROM message_chunk k WHERE k.source_id = s.id AND k.state = 'queued')
              AND NOT EXISTS (SELECT 1 FROM audience_part p WHERE p.source_id = s.id)
              AND NOT EXISTS (SELECT 1 FROM message_chunk k WHERE k.source_id = s.id AND k.state IN ('claimed', 'handed_off')))
          AND NOT EXISTS (SELECT 1 FROM job j WHERE ${liveLanesOfSource})
        LIMIT 200`,
    );
  }

  /** Cancelled sources with chunks that came back after the cancellation: refused for the moment, or from a dead worker. */
  async cancelledWithChunks(tx: SqlTx): Promise<{ teamId: string; sourceId: string }[]> {
    return tx.rows(
      { teamId: 'uuid', sourceId: 'uuid' },
      Prisma.sql`SELECT DISTINCT s.team_id AS "teamId", s.id AS "sourceId" FROM message_chunk k
        JOIN message_source s ON s.id = k.source_id AND s.state = 'cancelled'
        WHERE k.state = 'queued' LIMIT 200`,
    );
  }

  /** Due chunks of sources without lanes whose job is gone. */
  async stalledSingles(tx: SqlTx): Promise<{ teamId: string; chunkId: string }[]> {
    return tx.rows(
      { teamId: 'uuid', chunkId: 'uuid' },
      Prisma.sql`SELECT k.team_id AS "teamId", k.id AS "chunkId" FROM message_chunk k
        JOIN message_source s ON s.id = k.source_id AND s.lanes = 0 AND s.state = 'running'
        WHERE k.state = 'queued' AND k.due_at < now() - interval '1 second'
          AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = 'messaging.send-chunk' AND j.team_id = k.team_id
            AND j.state IN ('scheduled', 'active', 'retrying') AND j.dedupe_key IN (k.id || ':0', k.id || ':1'))
        ORDER BY k.due_at LIMIT 200`,
    );
  }

  private async take(tx: SqlTx, set: Prisma.Sql, where: Prisma.Sql): Promise<RecoveredChunk[]> {
    const rows = await tx.rows(
      {
        id: 'uuid',
        sourceId: 'uuid',
        channel: 'text',
        purpose: 'text',
        fence: 'int',
        lanes: 'int',
        now: 'date',
      },
      Prisma.sql`UPDATE message_chunk k ${set} FROM message_source s
        WHERE s.id = k.source_id AND k.id IN (SELECT k.id FROM message_chunk k WHERE ${where} LIMIT 500 FOR UPDATE SKIP LOCKED)
        RETURNING k.id, k.source_id AS "sourceId", k.channel,
          coalesce((SELECT m.purpose FROM message m WHERE m.chunk_id = k.id LIMIT 1), 'marketing') AS purpose, k.fence, s.lanes,
          now() AS now`,
    );
    return rows as RecoveredChunk[];
  }
}

function stale({ claimedMs, handedOffMs }: StaleAges): Prisma.Sql {
  return Prisma.sql`((k.state = 'claimed' AND k.claimed_at < now() - ${claimedMs} * interval '1 millisecond')
    OR (k.state = 'handed_off' AND k.handed_off_at < now() - ${handedOffMs} * interval '1 millisecond'))`;
}
