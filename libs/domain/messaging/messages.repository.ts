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

  async idOfKey(tx: SqlTx, dedupeKey: string): Promise<string> {
    const row = await tx.one(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM message WHERE team_id = brickwork_team() AND dedupe_key = ${dedupeKey}`,
    );
    return row.id;
  }
}
