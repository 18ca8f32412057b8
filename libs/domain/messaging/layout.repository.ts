import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Layout } from './message-layout.service';

export interface ZoneInstant {
  /** As stored on the lead; null for leads without one. */
  zone: string | null;
  at: Date;
}

/** What the gate would have said; written at once so that nobody has to ask it. */
const noAddress = JSON.stringify({
  action: 'skip',
  reason: 'no_address',
  checks: [
    { check: 'source', result: 'pass' },
    { check: 'address', result: 'skip' },
  ],
});

@Injectable()
export class LayoutRepository {
  async zonesOf(tx: SqlTx, audience: Prisma.Sql): Promise<(string | null)[]> {
    const rows = await tx.rows(
      { zone: 'text?' },
      Prisma.sql`SELECT DISTINCT l.timezone AS zone FROM lead l WHERE l.id IN (${audience})`,
    );
    return rows.map(({ zone }) => zone);
  }

  async insert(
    tx: SqlTx,
    layout: Layout,
    due: Date | ZoneInstant[],
    chunkSize: number,
  ): Promise<{ messages: number; chunks: number }> {
    const address = layout.channel === 'EMAIL' ? Prisma.sql`l.email` : Prisma.sql`l.phone`;
    const zones = Array.isArray(due) ? due : [];
    const dueAt = Array.isArray(due) ? Prisma.sql`z.at` : Prisma.sql`${due}::timestamptz`;
    const zoneJoin = Array.isArray(due)
      ? Prisma.sql`JOIN unnest(${zones.map(({ zone }) => zone)}::text[], ${zones.map(({ at }) => at.toISOString())}::timestamptz[])
          AS z(zone, at) ON z.zone IS NOT DISTINCT FROM l.timezone`
      : Prisma.empty;
    return tx.one(
      { messages: 'int', chunks: 'int' },
      Prisma.sql`
        WITH recipient AS (
          SELECT l.id AS lead_id, ${address} AS address, ${dueAt} AS due_at, ${choice(layout)} AS choice
          FROM lead l ${zoneJoin} WHERE l.id IN (${layout.audience})
        ), numbered AS MATERIALIZED (
          SELECT r.*, ct.content_id, ct.variant,
            CASE WHEN r.address IS NOT NULL
              THEN (row_number() OVER (PARTITION BY r.address IS NULL, r.due_at, r.choice ORDER BY r.lead_id) - 1) / ${chunkSize}::int
            END AS part
          FROM recipient r
          JOIN unnest(${layout.contents.map(({ contentId }) => contentId)}::uuid[],
            ${layout.contents.map(({ variant }) => variant ?? null)}::text[]) WITH ORDINALITY AS ct(content_id, variant, choice)
            ON ct.choice = r.choice
        ), part AS MATERIALIZED (
          SELECT brickwork_uuid7() AS id, due_at, choice, part, content_id, count(*)::int AS size
          FROM numbered WHERE part IS NOT NULL GROUP BY due_at, choice, part, content_id
        ), chunk AS (
          INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, size)
          SELECT id, brickwork_team(), ${layout.sourceId}::uuid, content_id, ${layout.channel}, due_at, size FROM part
          RETURNING 1
        ), laid_out AS (
          INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, variant, content_id, chunk_id, lead_id,
            to_address, dedupe_key, due_at, state, reason, verdict)
          SELECT brickwork_uuid7(), brickwork_team(), ${layout.channel}, ${layout.purpose}, ${layout.sourceId}::uuid,
            ${layout.sourceKind}, n.variant, n.content_id, p.id, n.lead_id, n.address,
            ${`${layout.dedupePrefix}:`} || n.lead_id, n.due_at,
            CASE WHEN n.address IS NULL THEN 'skipped' ELSE 'queued' END,
            CASE WHEN n.address IS NULL THEN 'no_address' END,
            CASE WHEN n.address IS NULL THEN ${noAddress}::jsonb END
          FROM numbered n LEFT JOIN part p ON p.due_at = n.due_at AND p.choice = n.choice AND p.part = n.part
          RETURNING 1
        )
        SELECT (SELECT count(*) FROM laid_out)::int AS messages, (SELECT count(*) FROM chunk)::int AS chunks`,
    );
  }
}

/** Which content a lead gets, counted from 1: the same lead always the same, another source mixes anew. */
function choice({ contents, sourceId }: Layout): Prisma.Sql {
  if (contents.length === 1) return Prisma.sql`1::bigint`;
  const total = contents.reduce((sum, { weight }) => sum + weight, 0);
  const bucket = Prisma.sql`(('x' || left(md5(${sourceId} || l.id::text), 8))::bit(32)::bigint % ${total}::bigint)`;
  let upTo = 0;
  const cases = contents.map(({ weight }, index) => {
    upTo += weight;
    return Prisma.sql`WHEN bucket.n < ${upTo} THEN ${index + 1}`;
  });
  return Prisma.sql`(SELECT CASE ${Prisma.join(cases, ' ')} END FROM (SELECT ${bucket} AS n) AS bucket)::bigint`;
}
