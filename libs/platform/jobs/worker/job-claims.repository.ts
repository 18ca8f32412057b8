import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { maxCrashes, type JobState } from '../job-state';

export interface ClaimRequest {
  id: string;
  run: number;
}

export interface ClaimedJob {
  id: string;
  teamId: string | null;
  name: string;
  payload: unknown;
  attempts: number;
  maxAttempts: number;
  fence: number;
  causeId: string | null;
  depth: number;
  originId: string | null;
  dueAt: Date;
}

export type ClaimAnswer =
  | { kind: 'claimed'; job: ClaimedJob }
  /** Not due yet by Postgres time: look again in `waitMs`, at `dueAt`. */
  | { kind: 'early'; waitMs: number; dueAt: Date }
  /** Finished, cancelled, another worker's, or a wake-up of an older run. */
  | { kind: 'nothing' };

export interface Settlement {
  id: string;
  fence: number;
}

/** The worker's side of a job row. All decisions are made by Postgres' clock and state. */
@Injectable()
export class JobClaimsRepository {
  /** Claims what may be claimed of `requests`, with one statement. */
  async claim(tx: SqlTx, requests: ClaimRequest[], leaseMs: number): Promise<Map<string, ClaimAnswer>> {
    const rows = await tx.rows(
      {
        id: 'uuid',
        claimed: 'bool',
        state: 'text',
        sameRun: 'bool',
        waitMs: 'float',
        dueAt: 'date',
        teamId: 'uuid?',
        name: 'text',
        payload: 'json',
        attempts: 'int',
        maxAttempts: 'int',
        fence: 'int',
        causeId: 'uuid?',
        depth: 'int',
        originId: 'uuid?',
      },
      Prisma.sql`
        WITH wanted AS (
          SELECT job.id, job.state, job.run = w.run AS same_run, job.due_at
          FROM unnest(${requests.map(({ id }) => id)}::uuid[], ${requests.map(({ run }) => run)}::int[]) AS w(id, run)
          JOIN job ON job.id = w.id ORDER BY job.id FOR UPDATE OF job
        ), claimed AS (
          UPDATE job SET state = 'active', attempts = job.attempts + 1, fence = job.fence + 1,
            started_at = now(), enqueued_at = coalesce(job.enqueued_at, now()),
            lease_until = now() + ${leaseMs} * interval '1 millisecond'
          FROM wanted WHERE job.id = wanted.id AND wanted.same_run
            AND job.state IN ('scheduled', 'retrying') AND job.due_at <= now()
          RETURNING job.id, job.attempts, job.fence
        )
        SELECT job.id, claimed.id IS NOT NULL AS claimed, wanted.state, wanted.same_run AS "sameRun",
          (extract(epoch FROM wanted.due_at - now()) * 1000)::float8 AS "waitMs", job.due_at AS "dueAt",
          job.team_id AS "teamId", job.name, job.payload, coalesce(claimed.attempts, job.attempts) AS attempts,
          job.max_attempts AS "maxAttempts", coalesce(claimed.fence, job.fence) AS fence,
          job.cause_id AS "causeId", job.depth, job.origin_id AS "originId"
        FROM wanted JOIN job ON job.id = wanted.id LEFT JOIN claimed ON claimed.id = wanted.id`,
    );
    const answers = new Map<string, ClaimAnswer>();
    for (const { claimed, state, sameRun, waitMs, ...job } of rows) {
      const waiting = state === 'scheduled' || state === 'retrying';
      if (claimed) answers.set(job.id, { kind: 'claimed', job });
      else if (waiting && sameRun && waitMs > 0)
        answers.set(job.id, { kind: 'early', waitMs, dueAt: job.dueAt });
      else answers.set(job.id, { kind: 'nothing' });
    }
    return answers;
  }

  /** Completes many jobs at once; answers the ids that were still this worker's. */
  async complete(tx: SqlTx, done: Settlement[]): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`UPDATE job SET state = 'completed', finished_at = now(), lease_until = NULL
        FROM unnest(${done.map(({ id }) => id)}::uuid[], ${done.map(({ fence }) => fence)}::int[]) AS d(id, fence)
        WHERE job.id = d.id AND job.fence = d.fence AND job.state = 'active' RETURNING job.id`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  async completeOne(tx: SqlTx, { id, fence }: Settlement, result: object | null): Promise<boolean> {
    const touched = await tx.execute(
      Prisma.sql`UPDATE job SET state = 'completed', finished_at = now(), lease_until = NULL,
          result = ${result === null ? null : JSON.stringify(result)}::jsonb
        WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'active'`,
    );
    return touched === 1;
  }

  /** Locks the row for a step: true while the job is still this worker's. */
  async stillOurs(tx: SqlTx, { id, fence }: Settlement): Promise<boolean> {
    const row = await tx.maybeOne(
      { ours: 'bool' },
      Prisma.sql`SELECT fence = ${fence} AND state = 'active' AS ours FROM job WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row?.ours === true;
  }

  /** As `stillOurs`, and forgets the workers that died on the job. */
  async advance(tx: SqlTx, { id, fence }: Settlement): Promise<boolean> {
    const touched = await tx.execute(
      Prisma.sql`UPDATE job SET crashes = 0 WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'active'`,
    );
    return touched === 1;
  }

  /** Notes a failed try: another one at `delayMs` from now, or the end when the tries are used up or `final` says so. */
  async fail(
    tx: SqlTx,
    { id, fence }: Settlement,
    failure: { error: string; delayMs: number; final: boolean },
  ): Promise<JobState | undefined> {
    const row = await tx.maybeOne(
      { state: 'text' },
      Prisma.sql`UPDATE job SET
          state = CASE WHEN ${failure.final} OR attempts >= max_attempts THEN 'failed' ELSE 'retrying' END,
          finished_at = CASE WHEN ${failure.final} OR attempts >= max_attempts THEN now() END,
          due_at = now() + ${failure.delayMs} * interval '1 millisecond',
          lease_until = NULL, last_error = ${failure.error}
        WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'active' RETURNING state`,
    );
    return row?.state as JobState | undefined;
  }

  /** Extends the leases of everything this worker holds, with one statement; answers the ids it still holds. */
  async heartbeat(tx: SqlTx, held: Settlement[], leaseMs: number): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`UPDATE job SET lease_until = now() + ${leaseMs} * interval '1 millisecond'
        FROM unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ fence }) => fence)}::int[]) AS h(id, fence)
        WHERE job.id = h.id AND job.fence = h.fence AND job.state = 'active' RETURNING job.id`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  async saveProgress(tx: SqlTx, entries: { id: string; fence: number; value: object }[]): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE job SET progress = p.value::jsonb
        FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ fence }) => fence)}::int[],
          ${entries.map(({ value }) => JSON.stringify(value))}::text[]) AS p(id, fence, value)
        WHERE job.id = p.id AND job.fence = p.fence`,
    );
  }

  /**
   * Takes back the jobs of workers that died. Their try does not count; their death does: after three the job is `dead`.
   * Answers the dead ones.
   */
  async returnExpired(
    tx: SqlTx,
    limit: number,
  ): Promise<{ id: string; name: string; teamId: string | null; payload: unknown }[]> {
    const rows = await tx.rows(
      { id: 'uuid', name: 'text', teamId: 'uuid?', payload: 'json', state: 'text' },
      Prisma.sql`UPDATE job SET
          state = CASE WHEN crashes + 1 >= ${maxCrashes} THEN 'dead' ELSE 'scheduled' END,
          finished_at = CASE WHEN crashes + 1 >= ${maxCrashes} THEN now() END,
          last_error = CASE WHEN crashes + 1 >= ${maxCrashes} THEN 'the worker died ' || (crashes + 1) || ' times on this job'
            ELSE last_error END,
          crashes = crashes + 1, attempts = greatest(0, attempts - 1), run = run + 1, fence = fence + 1,
          enqueued_at = NULL, lease_until = NULL
        WHERE id IN (SELECT id FROM job WHERE state = 'active' AND lease_until < now()
          ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING id, name, team_id AS "teamId", payload, state`,
    );
    return rows.filter(({ state }) => state === 'dead');
  }
}
