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
const runColumns = Prisma.sql`r.id, r.workflow_id AS "workflowId", r.version_id AS "versionId", r.lead_id AS "leadId", r.state,
  r.node_id AS "nodeId", r.visit, r.fence, r.due_at AS "dueAt", r.wait_event AS "waitEvent", r.arrived, r.move_to AS "moveTo",
  r.entered_by AS "enteredBy", r.cause_id AS "causeId", r.depth, r.chain, r.context, r.created_at AS "createdAt", now() AS now`;

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
  /** Locks those of the runs that are live and whose fence is still this one, in one order for all. */
  async lock(tx: SqlTx, wanted: readonly { runId: string; fence: number }[]): Promise<Run[]> {
    const rows = await tx.rows(
      runShape,
      Prisma.sql`SELECT ${runColumns} FROM workflow_run r
        JOIN unnest(${wanted.map(({ runId }) => runId)}::uuid[], ${wanted.map(({ fence }) => fence)}::int[]) AS w(id, fence)
          ON w.id = r.id AND w.fence = r.fence
        WHERE r.state IN ('running', 'waiting') ORDER BY r.id FOR UPDATE OF r`,
    );
    return rows as Run[];
  }

  /**
   * Locks up to `limit` runs of the team that are as late as `run` or less, have a job of their own that nobody has started, and are
   * nobody's at this moment. None while `jobId`, or what they would come with, has killed a worker: it goes alone then.
   */
  async lockBehind(tx: SqlTx, run: Run, jobId: string, limit: number): Promise<Run[]> {
    const rows = await tx.rows(
      runShape,
      Prisma.sql`SELECT ${runColumns} FROM (
          SELECT id FROM workflow_run WHERE team_id = brickwork_team() AND state IN ('running', 'waiting') AND due_at >= ${run.dueAt}
            AND due_at < now() AND id <> ${run.id}::uuid ORDER BY due_at LIMIT ${limit * 30}) AS late
        JOIN workflow_run r ON r.id = late.id
        WHERE r.state IN ('running', 'waiting') AND r.due_at < now() AND r.deaths = 0
          AND EXISTS (SELECT FROM job j WHERE j.id = ${jobId}::uuid AND j.crashes = 0)
          AND EXISTS (SELECT FROM job j WHERE j.name = 'workflows.advance' AND j.team_id = r.team_id
            AND j.dedupe_key = 'run:' || r.id || ':' || r.fence AND j.state = 'scheduled' AND j.crashes = 0)
        LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED`,
    );
    return rows as Run[];
  }

  /** Locks a run in any state. */
  async lockAny(tx: SqlTx, id: string): Promise<Run | undefined> {
    const row = await tx.maybeOne(
      runShape,
      Prisma.sql`SELECT ${runColumns} FROM workflow_run r WHERE r.id = ${id}::uuid FOR UPDATE`,
    );
    return row as Run | undefined;
  }

  /** Moves locked runs and raises their fences, with one statement. @throws DomainError conflict/run_already_live */
  async move(tx: SqlTx, moves: readonly (RunMove & { id: string })[]): Promise<void> {
    if (moves.length === 0) return;
    const column = <T>(pick: (move: RunMove & { id: string }) => T) => moves.map(pick);
    try {
      await tx.execute(Prisma.sql`UPDATE workflow_run r SET state = m.state, version_id = m.version_id, node_id = m.node_id,
          visit = m.visit, fence = r.fence + 1, deaths = 0, arrived = NULL, wait_event = m.wait_event, move_to = m.move_to,
          due_at = coalesce(m.due_at, now()), end_reason = m.end_reason, error = m.error,
          ended_at = CASE WHEN m.state NOT IN ('running', 'waiting') THEN now() END, updated_at = now()
        FROM unnest(${column(({ id }) => id)}::uuid[], ${column(({ state }) => state)}::text[],
          ${column(({ versionId }) => versionId)}::uuid[], ${column(({ nodeId }) => nodeId)}::text[],
          ${column(({ visit }) => visit)}::int[], ${column(({ waitEvent }) => waitEvent)}::text[],
          ${column(({ moveTo }) => moveTo)}::uuid[], ${column(({ dueAt }) => dueAt?.toISOString() ?? null)}::timestamptz[],
          ${column(({ endReason }) => endReason ?? null)}::text[], ${column(({ error }) => error ?? null)}::text[])
          AS m(id, state, version_id, node_id, visit, wait_event, move_to, due_at, end_reason, error)
        WHERE r.id = m.id`);
    } catch (error) {
      throw isUniqueViolation(error, 'workflow_run_live') ? runAlreadyLive() : error;
    }
  }

  /** Has a locked run go on later, from where it is. Answers how often that was necessary since it last moved. */
  async postpone(tx: SqlTx, id: string, pauseMs: number): Promise<number> {
    const { deaths } = await tx.one(
      { deaths: 'int' },
      Prisma.sql`UPDATE workflow_run SET deaths = deaths + 1, fence = fence + 1, updated_at = now(),
          due_at = now() + ${pauseMs} * interval '1 millisecond'
        WHERE id = ${id}::uuid RETURNING deaths`,
    );
    return deaths;
  }

  /** Writes the log of steps, of any number of runs; one that was tried before is written again. */
  async log(tx: SqlTx, steps: readonly (StepLog & { runId: string })[]): Promise<void> {
    if (steps.length === 0) return;
    const column = <T>(pick: (step: StepLog & { runId: string }) => T) => steps.map(pick);
    await tx.execute(Prisma.sql`
      INSERT INTO workflow_run_step (team_id, run_id, visit, node_id, kind, outcome, detail)
      SELECT brickwork_team(), s.run_id, s.visit, s.node_id, s.kind, s.outcome, s.detail::jsonb
      FROM unnest(${column(({ runId }) => runId)}::uuid[], ${column(({ visit }) => visit)}::int[],
        ${column(({ nodeId }) => nodeId)}::text[], ${column(({ kind }) => kind)}::text[],
        ${column(({ outcome }) => outcome)}::text[], ${column(({ detail }) => JSON.stringify(detail))}::text[])
        AS s(run_id, visit, node_id, kind, outcome, detail)
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
