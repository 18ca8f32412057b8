import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { chunkSizes, type FrozenLayout } from './layout.types';

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
  /**
   * Turns parts of the frozen audience into messages and chunks, with one statement. A part that another transaction has taken is
   * left to it. A lead deleted since it was frozen has no address any more.
   */
  async insert(tx: SqlTx, sourceId: string, parts: number[]): Promise<void> {
    const source = await tx.one(
      { kind: 'text', layout: 'json' },
      Prisma.sql`SELECT s.kind, l.frozen AS layout FROM message_source s JOIN message_layout l ON l.source_id = s.id
        WHERE s.id = ${sourceId}::uuid`,
    );
    // Written by this slice alone.
    const layout = source.layout as FrozenLayout;
    const { channel, contents, zones } = layout;
    const address = channel === 'EMAIL' ? Prisma.sql`l.email` : Prisma.sql`l.phone`;
    const fallback = Prisma.sql`${layout.dueAt}::timestamptz`;
    const [dueAt, zoneJoin] =
      zones.length === 0
        ? [fallback, Prisma.empty]
        : [
            Prisma.sql`coalesce(z.at, ${fallback})`,
            Prisma.sql`LEFT JOIN unnest(${zones.map(({ zone }) => zone)}::text[], ${zones.map(({ at }) => at)}::timestamptz[])
              AS z(zone, at) ON z.zone = l.timezone`,
          ];
    await tx.execute(Prisma.sql`
      WITH taken AS (
        DELETE FROM audience_part WHERE source_id = ${sourceId}::uuid AND part IN (
          SELECT part FROM audience_part WHERE source_id = ${sourceId}::uuid AND part = ANY(${parts}::int[]) FOR UPDATE SKIP LOCKED)
        RETURNING lead_ids
      ), recipient AS (
        SELECT a.id AS lead_id, ${address} AS address, ${dueAt} AS due_at, ${choice(layout, sourceId)} AS choice
        FROM taken CROSS JOIN unnest(taken.lead_ids) AS a(id)
        LEFT JOIN LATERAL (SELECT * FROM lead WHERE lead.id = a.id LIMIT 1) l ON true ${zoneJoin}
      ), numbered AS MATERIALIZED (
        SELECT r.*, ct.content_id, ct.variant,
          CASE WHEN r.address IS NOT NULL
            THEN (row_number() OVER (PARTITION BY r.address IS NULL, r.due_at, r.choice ORDER BY r.lead_id) - 1) / ${chunkSizes[channel]}::int
          END AS part
        FROM recipient r
        JOIN unnest(${contents.map(({ contentId }) => contentId)}::uuid[],
          ${contents.map(({ variant }) => variant ?? null)}::text[]) WITH ORDINALITY AS ct(content_id, variant, choice)
          ON ct.choice = r.choice
      ), part AS MATERIALIZED (
        SELECT brickwork_uuid7() AS id, due_at, choice, part, content_id, count(*)::int AS size
        FROM numbered WHERE part IS NOT NULL GROUP BY due_at, choice, part, content_id
      ), chunk AS (
        INSERT INTO message_chunk (id, team_id, source_id, content_id, channel, due_at, size)
        SELECT id, (SELECT brickwork_team()), ${sourceId}::uuid, content_id, ${channel}, due_at, size FROM part
      )
      INSERT INTO message (id, team_id, channel, purpose, source_id, source_kind, variant, content_id, chunk_id, lead_id,
        to_address, dedupe_key, due_at, state, reason, verdict)
      SELECT brickwork_uuid7(), (SELECT brickwork_team()), ${channel}, ${layout.purpose}, ${sourceId}::uuid,
        ${source.kind}, n.variant, n.content_id, p.id, n.lead_id, n.address,
        ${`${layout.dedupePrefix}:`} || n.lead_id, n.due_at,
        CASE WHEN n.address IS NULL THEN 'skipped' ELSE 'queued' END,
        CASE WHEN n.address IS NULL THEN 'no_address' END,
        CASE WHEN n.address IS NULL THEN ${noAddress}::jsonb END
      FROM numbered n LEFT JOIN part p ON p.due_at = n.due_at AND p.choice = n.choice AND p.part = n.part`);
  }
}

/** Which content a lead gets, counted from 1: the same lead always the same, another source mixes anew. */
function choice({ contents }: FrozenLayout, sourceId: string): Prisma.Sql {
  if (contents.length === 1) return Prisma.sql`1::bigint`;
  const total = contents.reduce((sum, { weight }) => sum + weight, 0);
  const bucket = Prisma.sql`(('x' || left(md5(${sourceId} || a.id::text), 8))::bit(32)::bigint % ${total}::bigint)`;
  let upTo = 0;
  const cases = contents.map(({ weight }, index) => {
    upTo += weight;
    return Prisma.sql`WHEN bucket.n < ${upTo} THEN ${index + 1}`;
  });
  return Prisma.sql`(SELECT CASE ${Prisma.join(cases, ' ')} END FROM (SELECT ${bucket} AS n) AS bucket)::bigint`;
}
