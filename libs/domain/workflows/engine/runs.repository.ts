import { Injectable } from '@nestjs/common';
import { isUniqueViolation, Prisma, type SqlTx } from '@platform/database';
import { runAlreadyLive } from './run.errors';
import type { BlockedEntry, Run, RunState, StepLog } from './run.types';

const runShape = {
  id: 'uuid',
  workflowId: 'uuid',
  versionId: 'uuid',
  leadId: 'uuid',
  state: 'text',
  nodeId: 'text',
  visit: 'int',
  fence: 'int',
  dueAt: 'date',
  waitEvent: 'text?',
  arrived: 'json',
  moveTo: 'uuid?',
  enteredBy: 'uuid',
  causeId: 'uuid',
  depth: 'int',
  chain: 'json',
  context: 'json',
  createdAt: 'date',
  now: 'date',
} as const;
const runColumns = Prisma.sql`id, workflow_id AS "workflowId", version_id AS "versionId", lead_id AS "leadId", state,
  node_id AS "nodeId", visit, fence, due_at AS "dueAt", wait_event AS "waitEvent", arrived, move_to AS "moveTo", entered_by AS "enteredBy",
  cause_id AS "causeId", depth, chain, context, created_at AS "createdAt", now() AS now`;

/** Where a run stands after its steps. */
export interface RunMove {
  state: RunState;
  versionId: string;
  nodeId: string;
  visit: number;
  /** Null: at once, by Postgres' clock. */
  dueAt: Date | null;
  waitEvent: string | null;
  /** The version it is still to move to. */
  moveTo: string | null;
  endReason?: string | null;
  error?: string | null;
}

/** A run's row, written by whoever holds it locked. Every move raises the fence, so that wake-ups of before find nothing. */
@Injectable()
export class RunsRepository {
  /** Locks a live run whose fence is still this one. */
  async lock(tx: SqlTx, id: string, fence: number): Promise<Run | undefined> {
    const row = await tx.maybeOne(
      runShape,
      Prisma.sql`SELECT ${runColumns} FROM workflow_run
        WHERE id = ${id}::uuid AND fence = ${fence} AND state IN ('running', 'waiting') FOR UPDATE`,
    );
    return row as Run | undefined;
  }

  /** Locks a run in any state. */
  async lockAny(tx: SqlTx, id: string): Promise<Run | undefined> {
    const row = await tx.maybeOne(
      runShape,
      Prisma.sql`SELECT ${runColumns} FROM workflow_run WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row as Run | undefined;
  }

  /** Moves a locked run and raises its fence. @throws DomainError conflict/run_already_live */
  async move(tx: SqlTx, id: string, move: RunMove): Promise<void> {
    const ended = move.state !== 'running' && move.state !== 'waiting';
    try {
      await tx.execute(Prisma.sql`UPDATE workflow_run SET state = ${move.state}, version_id = ${move.versionId}::uuid,
          node_id = ${move.nodeId}, visit = ${move.visit}, fence = fence + 1, arrived = NULL, wait_event = ${move.waitEvent},
          move_to = ${move.moveTo}::uuid,
          due_at = coalesce(${move.dueAt}::timestamptz, now()), end_reason = ${move.endReason ?? null},
          error = ${move.error ?? null}, ended_at = CASE WHEN ${ended} THEN now() END, updated_at = now()
        WHERE id = ${id}::uuid`);
    } catch (error) {
      throw isUniqueViolation(error, 'workflow_run_live') ? runAlreadyLive() : error;
    }
  }

  /** Writes the log of steps; one that was tried before is written again. */
  async log(tx: SqlTx, runId: string, steps: StepLog[]): Promise<void> {
    if (steps.length === 0) return;
    const column = <T>(pick: (step: StepLog) => T) => steps.map(pick);
    await tx.execute(Prisma.sql`
      INSERT INTO workflow_run_step (team_id, run_id, visit, node_id, kind, outcome, detail)
      SELECT brickwork_team(), ${runId}::uuid, s.visit, s.node_id, s.kind, s.outcome, s.detail::jsonb
      FROM unnest(${column(({ visit }) => visit)}::int[], ${column(({ nodeId }) => nodeId)}::text[],
        ${column(({ kind }) => kind)}::text[], ${column(({ outcome }) => outcome)}::text[],
        ${column(({ detail }) => JSON.stringify(detail))}::text[]) AS s(visit, node_id, kind, outcome, detail)
      ON CONFLICT (run_id, visit) DO UPDATE SET node_id = EXCLUDED.node_id, kind = EXCLUDED.kind, outcome = EXCLUDED.outcome,
        detail = workflow_run_step.detail || EXCLUDED.detail, at = now(),
        tries = workflow_run_step.tries + CASE WHEN workflow_run_step.outcome = 'failed' THEN 1 ELSE 0 END`);
  }

  /** Notes with the runs that would have caused them which entries were refused. */
  async noteBlocked(tx: SqlTx, blocked: { runId: string; entry: BlockedEntry }[]): Promise<void> {
    if (blocked.length === 0) return;
    await tx.execute(Prisma.sql`
      UPDATE workflow_run SET blocked = workflow_run.blocked || b.entries
      FROM (SELECT run_id, jsonb_agg(entry::jsonb) AS entries
        FROM unnest(${blocked.map(({ runId }) => runId)}::uuid[], ${blocked.map(({ entry }) => JSON.stringify(entry))}::text[])
          AS n(run_id, entry) GROUP BY run_id) AS b
      WHERE workflow_run.id = b.run_id AND jsonb_array_length(workflow_run.blocked) < 50`);
  }
}
