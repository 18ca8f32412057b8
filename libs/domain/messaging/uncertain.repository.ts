import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';

export interface UncertainMessage {
  id: string;
  address: string;
  handedOffAt: Date;
  /** No other message to the number is uncertain: whatever is found can only be this one. */
  alone: boolean;
}

@Injectable()
export class UncertainRepository {
  async texts(tx: SqlTx, chunkId: string): Promise<UncertainMessage[]> {
    return tx.rows(
      { id: 'uuid', address: 'text', handedOffAt: 'date', alone: 'bool' },
      Prisma.sql`SELECT m.id, m.to_address AS address, coalesce(m.handed_off_at, m.created_at) AS "handedOffAt",
          NOT EXISTS (SELECT 1 FROM message other WHERE other.lead_id = m.lead_id AND other.id <> m.id
            AND other.channel = 'SMS' AND other.state = 'uncertain') AS alone
        FROM message m WHERE m.chunk_id = ${chunkId}::uuid AND m.channel = 'SMS' AND m.state = 'uncertain'`,
    );
  }

  /** Which of the provider's ids other messages of the lead account for. */
  async knownProviderIds(tx: SqlTx, messageId: string, ids: string[]): Promise<Set<string>> {
    const rows = await tx.rows(
      { providerId: 'text' },
      Prisma.sql`SELECT other.provider_id AS "providerId" FROM message m JOIN message other ON other.lead_id = m.lead_id
        WHERE m.id = ${messageId}::uuid AND other.id <> m.id AND other.provider_id = ANY(${ids}::text[])`,
    );
    return new Set(rows.map(({ providerId }) => providerId));
  }

  /**
   * Repeats account mail that nothing was heard of, once, under a key of its own, while `_retryUntil` lies ahead. Answers the new
   * chunks.
   */
  async retryOnce(tx: SqlTx, chunkId: string): Promise<{ chunkId: string }[]> {
    const again = newId();
    return tx.rows(
      { chunkId: 'uuid' },
      Prisma.sql`
        WITH repeated AS (
          INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, content_id, chunk_id, lead_id, user_id,
            to_address, dedupe_key, merge_values, due_at, not_after, hours_zone)
          SELECT ${newId()}::uuid, m.team_id, m.channel, m.purpose, m.source_id, m.source_kind, m.content_id, ${again}::uuid,
            m.lead_id, m.user_id, m.to_address, m.dedupe_key || ':again', m.merge_values - '_retryUntil', now(),
            m.not_after, m.hours_zone
          FROM message m
          WHERE m.chunk_id = ${chunkId}::uuid AND m.state = 'uncertain' AND m.purpose = 'transactional' AND m.channel = 'EMAIL'
            AND (m.merge_values->>'_retryUntil')::timestamptz > now()
          LIMIT 1
          ON CONFLICT (team_id, dedupe_key) DO NOTHING
          RETURNING source_id, content_id, channel
        )
        INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, size)
        SELECT ${again}::uuid, brickwork_team(), source_id, content_id, channel, now(), 1 FROM repeated
        RETURNING id AS "chunkId"`,
    );
  }
}
