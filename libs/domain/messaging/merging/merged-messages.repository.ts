import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Owners } from '@platform/row-moves';
import type { MessageChannel } from '../unsubscribe/suppression';

const reason = 'lead_merged';
/** What became of nobody's hands yet, and what never reached anybody. */
const unsent = Prisma.sql`('cancelled', 'skipped', 'failed', 'bounced')`;

/** The key under which the other lead has the same message of the same source. */
const keyFor = (of: Prisma.Sql, leads: Owners) =>
  Prisma.sql`replace(${of}.dedupe_key, ${leads.from}, ${leads.to})`;

@Injectable()
export class MergedMessagesRepository {
  /**
   * Locks the chunks of what both leads still get, in the order in which everybody locks: a chunk that is claimed meanwhile is waited
   * for, or passed over by whoever claims.
   */
  async lockChunks(tx: SqlTx, { from, to }: Owners): Promise<void> {
    await tx.execute(Prisma.sql`SELECT FROM message_chunk WHERE id IN (
        SELECT chunk_id FROM message WHERE lead_id IN (${from}::uuid, ${to}::uuid) AND state IN ('queued', 'held'))
      AND state IN ('queued', 'claimed', 'handed_off') ORDER BY id FOR UPDATE`);
  }

  /**
   * Cancels what `leads.from` would get once more: `leads.to` has it, or is to have it. With `sentOnly`, only what the other has had or
   * is just being sent. Answers the messages as they were.
   */
  async cancelDoubles(tx: SqlTx, leads: Owners, { sentOnly }: { sentOnly: boolean }): Promise<string> {
    const had = sentOnly
      ? Prisma.sql`(other.state NOT IN ('queued', 'held') AND other.state NOT IN ${unsent})`
      : Prisma.sql`other.state NOT IN ${unsent}`;
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH double AS (
          SELECT m.id, m.state, m.reason FROM message m JOIN message_chunk k ON k.id = m.chunk_id AND k.state = 'queued'
          WHERE m.lead_id = ${leads.from}::uuid AND m.state IN ('queued', 'held') AND position(${leads.from} IN m.dedupe_key) > 0
            AND EXISTS (SELECT FROM message_ledger other
              WHERE other.team_id = m.team_id AND other.dedupe_key = ${keyFor(Prisma.sql`m`, leads)} AND ${had})
        ), cancelled AS (
          UPDATE message m SET state = 'cancelled', reason = ${reason} FROM double WHERE m.id = double.id
            AND m.lead_id = ${leads.from}::uuid RETURNING m.id)
        SELECT coalesce(jsonb_agg(to_jsonb(double)), '[]')::text AS rows FROM double JOIN cancelled ON cancelled.id = double.id`,
    );
    return rows;
  }

  /** Those whose chunk has not gone meanwhile are to be sent again. */
  async restoreDoubles(tx: SqlTx, rows: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message m SET state = was.state, reason = was.reason
      FROM jsonb_to_recordset(${rows}::jsonb) AS was(id uuid, state text, reason text)
      WHERE m.id = was.id AND m.state = 'cancelled' AND m.reason = ${reason}
        AND EXISTS (SELECT FROM message_chunk k WHERE k.id = m.chunk_id AND k.state = 'queued')`);
  }

  /**
   * Frozen audiences that are not laid out yet: the survivor takes the place of the lead that goes, unless it has one already or has
   * had the message. Answers the parts before and after.
   */
  async takePlaces(tx: SqlTx, { from, to }: Owners): Promise<string> {
    const names = (lead: string) => Prisma.sql`p.lead_ids @> ARRAY[${lead}::uuid]`;
    const hasMessage = (lead: string) => Prisma.sql`EXISTS (SELECT FROM message m
      WHERE m.lead_id = ${lead}::uuid AND m.source_id = p.source_id)`;
    const { rows } = await tx.one(
      { rows: 'text' },
      Prisma.sql`WITH old AS (
          SELECT p.source_id, p.part, p.lead_ids, ${names(from)} AND NOT EXISTS (SELECT FROM audience_part q
              WHERE q.source_id = p.source_id AND q.lead_ids @> ARRAY[${to}::uuid]) AND NOT ${hasMessage(to)} AS taken,
            ${hasMessage(from)} AS had
          FROM audience_part p WHERE p.team_id = brickwork_team() AND (${names(from)} OR ${names(to)}) FOR UPDATE
        ), wanted AS (
          SELECT *, CASE WHEN taken THEN array_replace(lead_ids, ${from}::uuid, ${to}::uuid)
            WHEN had THEN array_remove(array_remove(lead_ids, ${to}::uuid), ${from}::uuid)
            ELSE array_remove(lead_ids, ${from}::uuid) END AS now_ids FROM old
        ), written AS (
          UPDATE audience_part p SET lead_ids = w.now_ids, size = cardinality(w.now_ids) FROM wanted w
          WHERE p.source_id = w.source_id AND p.part = w.part AND w.now_ids <> w.lead_ids
          RETURNING p.source_id, p.part, w.lead_ids AS before, w.now_ids AS after)
        SELECT coalesce(jsonb_agg(to_jsonb(written)), '[]')::text AS rows FROM written`,
    );
    return rows;
  }

  /** Parts that are as the merge left them become what they were. */
  async restorePlaces(tx: SqlTx, rows: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE audience_part p SET lead_ids = was.before, size = cardinality(was.before)
      FROM jsonb_to_recordset(${rows}::jsonb) AS was(source_id uuid, part int, before uuid[], after uuid[])
      WHERE p.source_id = was.source_id AND p.part = was.part AND p.lead_ids = was.after`);
  }

  /** What a person asked for at the address that was given up holds at the one that is kept. Answers the new rows. */
  async carrySuppressions(
    tx: SqlTx,
    channel: MessageChannel,
    { given, kept }: { given: string; kept: string },
  ): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO suppression (id, team_id, channel, address, reason, scope, message_id)
        SELECT brickwork_uuid7(), team_id, channel, ${kept}, reason, scope, message_id FROM suppression
        WHERE team_id = brickwork_team() AND channel = ${channel} AND address = ${given}
          AND reason IN ('stop', 'complaint', 'unsubscribed', 'manual')
        ON CONFLICT (team_id, channel, address, scope) DO NOTHING RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  async dropSuppressions(tx: SqlTx, ids: readonly string[]): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM suppression WHERE id = ANY(${[...ids]}::uuid[])`);
  }

  /** Single messages that `Messages.withdraw` would take back, and their chunks. */
  async pendingSingles(
    tx: SqlTx,
    prefixes: readonly string[],
  ): Promise<{ messages: string[]; chunks: string[] }> {
    const rows = await tx.rows(
      { message: 'uuid', chunk: 'uuid' },
      Prisma.sql`SELECT m.id AS message, k.id AS chunk FROM unnest(${[...prefixes]}::text[]) AS p(prefix) CROSS JOIN LATERAL (
          SELECT id, chunk_id FROM message WHERE team_id = brickwork_team() AND state IN ('queued', 'held')
            AND dedupe_key >= p.prefix COLLATE "C" AND dedupe_key < (p.prefix || chr(1114111)) COLLATE "C") m
        JOIN message_chunk k ON k.id = m.chunk_id AND k.size = 1 AND k.state = 'queued'`,
    );
    return { messages: rows.map(({ message }) => message), chunks: rows.map(({ chunk }) => chunk) };
  }
}
