import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

/** All checks passed; which they are is the gate's to tell. Small, because every sent message carries it. */
const sentVerdict = JSON.stringify({ action: 'send', reason: 'allowed' });

export interface AcceptedMessage {
  id: string;
  providerId: string;
  segments: number | null;
}

export interface Outcome {
  provider: string;
  handedOffAt: Date;
}

/** What is forward of a state that a webhook brought before our own commit stays: a delivery is never undone by its acceptance. */
const accepted = Prisma.sql`
  state = CASE WHEN m.state IN ('queued', 'held', 'uncertain') THEN 'accepted' ELSE m.state END,
  reason = CASE WHEN m.state IN ('queued', 'held', 'uncertain') THEN NULL ELSE m.reason END,
  error_code = CASE WHEN m.state = 'uncertain' THEN NULL ELSE m.error_code END,
  error_detail = CASE WHEN m.state = 'uncertain' THEN NULL ELSE m.error_detail END,
  accepted_at = coalesce(m.accepted_at, now())`;

/** Writes what a provider answered, where a chunk can't say it for all of its messages. Rows only move forward. */
@Injectable()
export class SettlementRepository {
  /** `chunkId`: of the chunk they are still in; null for evidence that comes late. */
  async acceptEach(
    tx: SqlTx,
    chunkId: string | null,
    messages: AcceptedMessage[],
    outcome: Outcome,
  ): Promise<void> {
    if (messages.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message m SET ${accepted}, verdict = ${sentVerdict}::jsonb, provider = ${outcome.provider},
        provider_id = coalesce(nullif(n.provider_id, ''), m.provider_id), handed_off_at = ${outcome.handedOffAt},
        segments = coalesce(n.segments, m.segments)
      FROM unnest(${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ providerId }) => providerId)}::text[],
        ${messages.map(({ segments }) => segments)}::int[]) AS n(id, provider_id, segments)
      WHERE m.id = n.id AND ${inChunk(chunkId)} m.state NOT IN ('skipped', 'cancelled')`);
  }

  /** The provider has them after all. */
  async acceptFound(tx: SqlTx, messages: AcceptedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message m SET ${accepted}, provider_id = n.provider_id
      FROM unnest(${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ providerId }) => providerId)}::text[])
        AS n(id, provider_id)
      WHERE m.id = n.id AND m.state = 'uncertain'`);
  }

  /** Nobody knows whether the provider has them. */
  async uncertain(
    tx: SqlTx,
    chunkId: string,
    ids: string[],
    why: { code: string; detail: string },
    outcome: Outcome,
  ): Promise<void> {
    await tx.execute(Prisma.sql`
      UPDATE message m SET state = 'uncertain', reason = ${why.code}, error_code = ${why.code}, error_detail = ${why.detail},
        verdict = ${sentVerdict}::jsonb, provider = ${outcome.provider}, handed_off_at = ${outcome.handedOffAt}
      WHERE ${inChunk(chunkId)} m.id = ANY(${ids}::uuid[]) AND m.state IN ('queued', 'held')`);
  }

  /** Refused for good. Answers whom it concerns, for what a refusal says about an address. */
  async fail(
    tx: SqlTx,
    chunkId: string,
    failed: { id: string; code: string; detail: string }[],
    outcome: Outcome,
  ): Promise<{ id: string; address: string; leadId: string | null }[]> {
    if (failed.length === 0) return [];
    const rows = await tx.rows(
      { id: 'uuid', address: 'text', leadId: 'uuid?' },
      Prisma.sql`
      UPDATE message m SET state = 'failed', reason = n.code, error_code = n.code, error_detail = n.detail,
        verdict = ${sentVerdict}::jsonb, provider = ${outcome.provider}, handed_off_at = ${outcome.handedOffAt}
      FROM unnest(${failed.map(({ id }) => id)}::uuid[], ${failed.map(({ code }) => code)}::text[],
        ${failed.map(({ detail }) => detail)}::text[]) AS n(id, code, detail)
      WHERE m.id = n.id AND ${inChunk(chunkId)} m.state IN ('queued', 'held')
      RETURNING m.id, m.to_address AS address, m.lead_id AS "leadId"`,
    );
    return rows;
  }

  async moveToChunk(tx: SqlTx, fromId: string, ids: string[], toId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE message m SET chunk_id = ${toId}::uuid, state = 'queued', reason = NULL
      WHERE ${inChunk(fromId)} m.id = ANY(${ids}::uuid[]) AND m.state IN ('queued', 'held')`);
  }
}

/**
 * Says what is true anyway, so that Postgres begins with the few rows of the chunk: until it has looked at a fresh table, it takes
 * all messages of the team for fewer.
 */
function inChunk(chunkId: string | null): Prisma.Sql {
  return chunkId === null ? Prisma.empty : Prisma.sql`m.chunk_id = ${chunkId}::uuid AND`;
}
