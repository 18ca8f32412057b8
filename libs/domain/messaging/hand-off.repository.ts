import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { ClaimedChunk } from './chunks.repository';
import type { GateCheckName, GateReason } from './send-gate';
import type { Broken, Stopped } from './send-plan';

/** Waits end on these marks, so that a thousand single waits become a few chunks. */
const holdStepMs = 5 * 60_000;

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
      { id: 'uuid', check: 'text', reason: 'text', detail: 'text' },
      Prisma.sql`
        SELECT m.id, 'suppression' AS check, 'suppressed' AS reason, s.reason || ' just before the hand-off' AS detail
          FROM message m
          JOIN suppression s ON s.team_id = brickwork_team() AND s.channel = ${chunk.channel} AND s.address = m.to_address
            AND s.scope IN ('all', ${chunk.purpose})
        WHERE m.chunk_id = ${chunk.id}::uuid AND m.state IN ('queued', 'held')
        UNION ALL
        SELECT m.id, CASE WHEN ${doNot} THEN 'do_not_contact' ELSE 'consent' END,
          CASE WHEN ${doNot} THEN 'do_not_contact' ELSE 'consent_denied' END, 'just before the hand-off'
          FROM message m JOIN lead l ON l.id = m.lead_id AND (${doNot} OR (${binding} AND ${consent} = 'denied'))
        WHERE m.chunk_id = ${chunk.id}::uuid AND m.state IN ('queued', 'held')`,
    );
    return [...Map.groupBy(rows, ({ id }) => id)].map(([id, [first]]) => {
      const { check, reason, detail } = first!;
      const checks = [{ check: check as GateCheckName, result: 'skip' as const, detail }];
      return { id, verdict: { action: 'skip', reason: reason as GateReason, checks } };
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
  return Map.groupBy(held, ({ verdict }) => {
    const until = verdict.until?.getTime() ?? now.getTime() + holdStepMs;
    return Math.ceil(until / holdStepMs) * holdStepMs;
  });
}
