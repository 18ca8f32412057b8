import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { SingleMessage } from './messages.service';

type StoredSingle = SingleMessage & { id: string; chunkId: string; contentId: string; sourceId: string };

@Injectable()
export class MessagesRepository {
  /** False when the key was used before. */
  async insertSingle(tx: SqlTx, message: StoredSingle): Promise<boolean> {
    const values = {
      ...message.mergeValues,
      ...(message.retryUntil ? { _retryUntil: message.retryUntil.toISOString() } : {}),
    };
    const touched = await tx.execute(Prisma.sql`
      INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, user_id,
        to_address, dedupe_key, merge_values, due_at, not_after, hours_zone)
      VALUES (${message.id}::uuid, brickwork_team(), ${message.content.channel}, ${message.purpose}, ${message.sourceId}::uuid,
        ${message.kind}, ${message.contentId}::uuid, ${message.chunkId}::uuid, ${message.leadId ?? null}::uuid,
        ${message.userId ?? null}::uuid, ${message.to}, ${message.dedupeKey}, ${JSON.stringify(values)}::jsonb,
        coalesce(${message.dueAt ?? null}::timestamptz, now()), ${message.notAfter ?? null}::timestamptz,
        ${message.hoursZone ?? null})
      ON CONFLICT (team_id, dedupe_key) DO NOTHING`);
    return touched === 1;
  }

  async insertSingleChunk(tx: SqlTx, message: StoredSingle): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, size)
      VALUES (${message.chunkId}::uuid, brickwork_team(), ${message.sourceId}::uuid, ${message.contentId}::uuid,
        ${message.content.channel}, coalesce(${message.dueAt ?? null}::timestamptz, now()), 1)`);
  }

  /** A chunk that is claimed is taken from its worker: the hand-off then finds another fence. */
  async withdraw(tx: SqlTx, prefixes: readonly string[]): Promise<number> {
    // chr(1114111) is the last character there is: between it and the prefix lie all keys that begin so.
    return tx.execute(Prisma.sql`
      WITH meant AS (
        SELECT m.chunk_id FROM unnest(${[...prefixes]}::text[]) AS p(prefix) CROSS JOIN LATERAL (
          SELECT chunk_id FROM message WHERE team_id = brickwork_team() AND state IN ('queued', 'held')
            AND dedupe_key >= p.prefix COLLATE "C" AND dedupe_key < (p.prefix || chr(1114111)) COLLATE "C") m
      ), withdrawn AS (
        UPDATE message_chunk SET state = 'cancelled', fence = fence + 1, settled_at = now()
        WHERE id IN (SELECT chunk_id FROM meant) AND size = 1 AND state IN ('queued', 'claimed') RETURNING id
      )
      UPDATE message SET state = 'cancelled', reason = 'source_cancelled'
      WHERE chunk_id IN (SELECT id FROM withdrawn) AND state IN ('queued', 'held')`);
  }

  async idOfKey(tx: SqlTx, dedupeKey: string): Promise<string> {
    const row = await tx.one(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM message WHERE team_id = brickwork_team() AND dedupe_key = ${dedupeKey}`,
    );
    return row.id;
  }
}
