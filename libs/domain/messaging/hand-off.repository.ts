import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { ClaimedChunk } from './chunks.repository';
import type { GateCheckName, GateReason } from './send-gate';
import { suppressionOf } from './send-facts.repository';
import type { Broken, Stopped } from './send-plan';
import { holdEnd } from './hold-end';

/** Writes what the gate stopped, in the transaction that commits to the call. */
@Injectable()
export class HandOffRepository {
  /**
   * Of the messages about to be sent, those that an opt-out, a bounce or a "do not contact" has overtaken since the gate looked.
   * Read behind the hand-off's own statement, so that whatever was committed before `handed_off_at` is honoured.
   */
  async overtaken(tx: SqlTx, chunk: ClaimedChunk): Promise<Stopped[]> {
    const email = chunk.channel === 'EMAIL';
    const consent = email ? Prisma.sql`l.email_consent` : Prisma.sql`l.sms_consent`;
    const doNot = email ? Prisma.sql`l.do_not_email` : Prisma.sql`l.do_not_text`;
    // A refused text is refused for every purpose; mail that is no marketing may pass a marketing opt-out.
    const binding = chunk.purpose === 'marketing' || !email;
    const rows = await tx.rows(
      { id: 'uuid', suppressedFor: 'text?', doNotContact: 'bool' },
      Prisma.sql`
        SELECT m.id, CASE WHEN s.scope IN ('all', ${chunk.purpose}) THEN s.reason END AS "suppressedFor",
          coalesce(${doNot}, false) AS "doNotContact"
        FROM message m
        LEFT JOIN LATERAL (SELECT * FROM lead WHERE lead.id = m.lead_id LIMIT 1) l ON true ${suppressionOf(chunk.channel)}
        WHERE m.chunk_id = ${chunk.id}::uuid AND m.state IN ('queued', 'held')
          AND (s.scope IN ('all', ${chunk.purpose}) OR ${doNot} OR (${binding} AND ${consent} = 'denied'))`,
    );
    return rows.map(({ id, suppressedFor, doNotContact }) => {
      if (suppressedFor)
        return stopped(id, 'suppression', 'suppressed', `${suppressedFor}, just before the hand-off`);
      return doNotContact
        ? stopped(id, 'do_not_contact', 'do_not_contact', 'just before the hand-off')
        : stopped(id, 'consent', 'consent_denied', 'just before the hand-off');
    });
  }

  async skip(tx: SqlTx, stopped: Stopped[]): Promise<void> {
    if (stopped.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'skipped', reason = n.reason, verdict = n.verdict::jsonb
      FROM unnest(${stopped.map(({ id }) => id)}::uuid[], ${stopped.map(({ verdict }) => verdict.reason)}::text[],
        ${stopped.map(({ verdict }) => JSON.stringify(verdict))}::text[]) AS n(id, reason, verdict)
      WHERE message.id = n.id AND message.state IN ('queued', 'held')`);
  }

  /** They leave the chunk, whose acceptance is written for all that is in it. */
  async fail(tx: SqlTx, broken: Broken[]): Promise<void> {
    if (broken.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'failed', chunk_id = NULL, reason = n.code, error_code = n.code, error_detail = n.detail
      FROM unnest(${broken.map(({ id }) => id)}::uuid[], ${broken.map(({ code }) => code)}::text[],
        ${broken.map(({ detail }) => detail)}::text[]) AS n(id, code, detail)
      WHERE message.id = n.id AND message.state IN ('queued', 'held')`);
  }

  /** Moves held messages into a chunk that is due when their wait ends. */
  async hold(tx: SqlTx, held: Stopped[], dueAt: Date, chunkId: string): Promise<void> {
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'held', reason = n.reason, verdict = n.verdict::jsonb, due_at = ${dueAt}, chunk_id = ${chunkId}::uuid
      FROM unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ verdict }) => verdict.reason)}::text[],
        ${held.map(({ verdict }) => JSON.stringify(verdict))}::text[]) AS n(id, reason, verdict)
      WHERE message.id = n.id AND message.state IN ('queued', 'held')`);
  }
}

/** Held messages by the instant at which they are looked at again, rounded up to whole steps. */
export function holdsByInstant(held: Stopped[], now: Date): Map<number, Stopped[]> {
  return Map.groupBy(held, ({ verdict }) => holdEnd(verdict, now));
}

function stopped(id: string, check: GateCheckName, reason: GateReason, detail: string): Stopped {
  return { id, verdict: { action: 'skip', reason, checks: [{ check, result: 'skip', detail }] } };
}
