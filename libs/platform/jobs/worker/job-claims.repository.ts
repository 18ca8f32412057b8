import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { maxCrashes, wakeUpId, type JobState } from '../job-state';

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
  /** Not due yet by Postgres time: look again in `waitMs` (≥ 0), at `dueAt`. */
  | { kind: 'early'; waitMs: number; dueAt: Date }
  /** Finished, cancelled, another worker's, or a wake-up of an older run. */
  | { kind: 'nothing' };

/** A job that has killed too many workers. */
export interface KillerJob extends Settlement {
  name: string;
  teamId: string | null;
  payload: unknown;
}

export interface Settlement {
  id: string;
  fence: number;
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** The row of `ours` (id, fence) unless somebody has it locked. */
const unlocked = Prisma.sql`SELECT job.id FROM job WHERE job.id = ours.id AND job.fence = ours.fence FOR NO KEY UPDATE SKIP LOCKED`;

/** The worker's side of a job row. All decisions are made by Postgres' clock and state. */
@Injectable()
export class JobClaimsRepository {
  /**
   * Claims what may be claimed of `requests`, with one statement; answers by wake-up. In the order of their ids, so that two
   * workers that are woken for the same rows wait for each other and do not deadlock.
   */
  async claim(tx: SqlTx, requests: ClaimRequest[], leaseMs: number): Promise<Map<string, ClaimedJob>> {
    if (requests.length === 0) return new Map();
    const wanted = requests.toSorted(byId);
    const rows = await tx.rows(
      {
        id: 'uuid',
        run: 'int',
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
      Prisma.sql`UPDATE job SET state = 'active', attempts = job.attempts + 1, fence = job.fence + 1, started_at = now(),
          enqueued_at = coalesce(job.enqueued_at, now()), lease_until = now() + ${leaseMs} * interval '1 millisecond'
        FROM unnest(${wanted.map(({ id }) => id)}::uuid[], ${wanted.map(({ run }) => run)}::int[]) AS w(id, run)
        WHERE job.id = w.id AND job.run = w.run AND job.state IN ('scheduled', 'retrying') AND job.due_at <= now()
        RETURNING job.id, job.run, job.due_at AS "dueAt", job.team_id AS "teamId", job.name, job.payload, job.attempts,
          job.max_attempts AS "maxAttempts", job.fence, job.cause_id AS "causeId", job.depth, job.origin_id AS "originId"`,
    );
    return new Map(rows.map(({ run, ...job }) => [wakeUpId(job.id, run), job]));
  }

  /**
   * Those of `refused` that wait for a due time still, by Postgres' clock. All others are finished, cancelled, another worker's or
   * wake-ups of an older run. One that has become due since it was refused waits no ms: it must be asked for again.
   */
  async early(
    tx: SqlTx,
    refused: ClaimRequest[],
  ): Promise<(ClaimRequest & { waitMs: number; dueAt: Date })[]> {
    return tx.rows(
      { id: 'uuid', run: 'int', waitMs: 'float', dueAt: 'date' },
      Prisma.sql`SELECT job.id, job.run, job.due_at AS "dueAt",
          greatest(0, extract(epoch FROM job.due_at - now()) * 1000)::float8 AS "waitMs"
        FROM unnest(${refused.map(({ id }) => id)}::uuid[], ${refused.map(({ run }) => run)}::int[]) AS w(id, run)
        JOIN job ON job.id = w.id AND job.run = w.run AND job.state IN ('scheduled', 'retrying')`,
    );
  }

  /**
   * Completes many jobs at once; answers the ids that were still this worker's. coalesce keeps the planner on the primary key, away
   * from the index of the leased, which is mostly what was leased a moment ago.
   */
  async complete(tx: SqlTx, done: Settlement[]): Promise<Set<string>> {
    if (done.length === 0) return new Set();
    const settled = done.toSorted(byId);
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`UPDATE job SET state = 'completed', finished_at = now(), lease_until = NULL
        FROM unnest(${settled.map(({ id }) => id)}::uuid[], ${settled.map(({ fence }) => fence)}::int[]) AS d(id, fence)
        WHERE job.id = d.id AND job.fence = d.fence AND coalesce(job.state, '') = 'active' RETURNING job.id`,
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

  /**
   * Extends the leases of what this worker holds; answers the ids it still holds. A row that is locked is in a step of its own or just
   * being settled: it is left alone, because waiting for it would keep the locks of all others. Its step sees to its lease.
   */
  async heartbeat(tx: SqlTx, held: Settlement[], leaseMs: number): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`WITH ours AS MATERIALIZED (
          SELECT job.id, job.fence FROM unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ fence }) => fence)}::int[]) AS h(id, fence)
          JOIN job ON job.id = h.id AND job.fence = h.fence AND coalesce(job.state, '') = 'active'
        ), extended AS (
          UPDATE job SET lease_until = now() + ${leaseMs} * interval '1 millisecond' FROM ours CROSS JOIN LATERAL (${unlocked}) AS free
          WHERE job.id = free.id)
        SELECT id FROM ours`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Within a step that holds the row locked: the time the step took does not count against the lease. */
  async extendLease(tx: SqlTx, { id, fence }: Settlement, leaseMs: number): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE job SET lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'active'`);
  }

  /** Answers the ids whose progress is stored; those that are locked at this moment are left for the next time. */
  async saveProgress(
    tx: SqlTx,
    entries: { id: string; fence: number; value: object }[],
  ): Promise<Set<string>> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`UPDATE job SET progress = ours.value::jsonb
        FROM unnest(${entries.map(({ id }) => id)}::uuid[], ${entries.map(({ fence }) => fence)}::int[],
          ${entries.map(({ value }) => JSON.stringify(value))}::text[]) AS ours(id, fence, value) CROSS JOIN LATERAL (${unlocked}) AS free
        WHERE job.id = free.id RETURNING job.id`,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Takes back the jobs of workers that died. Their try does not count; their death does. Answers how many. */
  async returnExpired(tx: SqlTx, limit: number): Promise<number> {
    return tx.execute(Prisma.sql`UPDATE job SET state = 'scheduled', crashes = crashes + 1, attempts = greatest(0, attempts - 1),
        run = run + 1, fence = fence + 1, enqueued_at = NULL, lease_until = NULL
      WHERE id IN (SELECT id FROM job WHERE state = 'active' AND lease_until < now() AND crashes + 1 < ${maxCrashes}
        ORDER BY lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);
  }

  /** Jobs whose last worker has died too, and that are not in quarantine yet. */
  async killers(tx: SqlTx, limit: number): Promise<KillerJob[]> {
    return tx.rows(
      { id: 'uuid', fence: 'int', name: 'text', teamId: 'uuid?', payload: 'json' },
      Prisma.sql`SELECT id, fence, name, team_id AS "teamId", payload FROM job
        WHERE state = 'active' AND lease_until < now() AND crashes + 1 >= ${maxCrashes} ORDER BY lease_until LIMIT ${limit}`,
    );
  }

  /** Ends such a job; false when another worker has done so. */
  async quarantine(tx: SqlTx, { id, fence }: Settlement): Promise<boolean> {
    const touched =
      await tx.execute(Prisma.sql`UPDATE job SET state = 'dead', finished_at = now(), crashes = crashes + 1,
        last_error = 'the worker died ' || (crashes + 1) || ' times on this job', attempts = greatest(0, attempts - 1),
        run = run + 1, fence = fence + 1, enqueued_at = NULL, lease_until = NULL
      WHERE id = ${id}::uuid AND fence = ${fence} AND state = 'active' AND lease_until < now()`);
    return touched === 1;
  }
}
