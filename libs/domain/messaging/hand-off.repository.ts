import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import type { Broken, Stopped } from './send-plan';
import { holdEnd } from './hold-end';

/** Writes what the gate stopped, in the transaction that commits to the call. */
@Injectable()
export class HandOffRepository {
  async skip(tx: SqlTx, chunkId: string, stopped: Stopped[]): Promise<void> {
    if (stopped.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'skipped', reason = n.reason, verdict = n.verdict::jsonb
      FROM unnest(${stopped.map(({ id }) => id)}::uuid[], ${stopped.map(({ verdict }) => verdict.reason)}::text[],
        ${stopped.map(({ verdict }) => JSON.stringify(verdict))}::text[]) AS n(id, reason, verdict)
      WHERE message.id = n.id AND message.chunk_id = ${chunkId}::uuid AND message.state IN ('queued', 'held')`);
  }

  /** They leave the chunk, whose acceptance is written for all that is in it. */
  async fail(tx: SqlTx, chunkId: string, broken: Broken[]): Promise<void> {
    if (broken.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'failed', chunk_id = NULL, reason = n.code, error_code = n.code, error_detail = n.detail
      FROM unnest(${broken.map(({ id }) => id)}::uuid[], ${broken.map(({ code }) => code)}::text[],
        ${broken.map(({ detail }) => detail)}::text[]) AS n(id, code, detail)
      WHERE message.id = n.id AND message.chunk_id = ${chunkId}::uuid AND message.state IN ('queued', 'held')`);
  }

  /** Moves held messages into a chunk that is due when their wait ends. */
  async hold(tx: SqlTx, chunkId: string, held: Stopped[], into: { id: string; dueAt: Date }): Promise<void> {
    await tx.execute(Prisma.sql`
      UPDATE message SET state = 'held', reason = n.reason, verdict = n.verdict::jsonb, due_at = ${into.dueAt}, chunk_id = ${into.id}::uuid
      FROM unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ verdict }) => verdict.reason)}::text[],
        ${held.map(({ verdict }) => JSON.stringify(verdict))}::text[]) AS n(id, reason, verdict)
      WHERE message.id = n.id AND message.chunk_id = ${chunkId}::uuid AND message.state IN ('queued', 'held')`);
  }
}

/** Held messages by the instant at which they are looked at again, rounded up to whole steps. */
export function holdsByInstant(held: Stopped[], now: Date): Map<number, Stopped[]> {
  return Map.groupBy(held, ({ verdict }) => holdEnd(verdict, now));
}
