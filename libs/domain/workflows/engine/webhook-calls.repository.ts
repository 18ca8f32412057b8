import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';

export interface NewCall {
  runId: string;
  visit: number;
  url: string;
  body: object;
}

export interface PendingCall {
  id: string;
  url: string;
  body: object;
}

@Injectable()
export class WebhookCallsRepository {
  /** Undefined when the step has asked before. */
  async insert(tx: SqlTx, { runId, visit, url, body }: NewCall): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO workflow_webhook (id, team_id, run_id, visit, url, body)
        VALUES (${newId()}::uuid, brickwork_team(), ${runId}::uuid, ${visit}, ${url}, ${JSON.stringify(body)}::jsonb)
        ON CONFLICT (run_id, visit) DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  async idOf(tx: SqlTx, runId: string, visit: number): Promise<string> {
    const { id } = await tx.one(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM workflow_webhook WHERE run_id = ${runId}::uuid AND visit = ${visit}`,
    );
    return id;
  }

  async pending(tx: SqlTx, id: string): Promise<PendingCall | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid', url: 'text', body: 'json' },
      Prisma.sql`SELECT id, url, body FROM workflow_webhook WHERE id = ${id}::uuid AND state = 'pending'`,
    );
    return row as PendingCall | undefined;
  }

  /** Notes how a try went; `tries` 0 when it was noted before and only the end is new. */
  async note(
    tx: SqlTx,
    id: string,
    {
      state,
      status,
      error,
    }: { state: 'pending' | 'delivered' | 'failed'; status: number | null; error: string | null },
    tries = 1,
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE workflow_webhook SET state = ${state}, attempts = attempts + ${tries}, status = ${status},
        error = ${error}, settled_at = CASE WHEN ${state} <> 'pending' THEN now() END
      WHERE id = ${id}::uuid AND state = 'pending'`);
  }
}
