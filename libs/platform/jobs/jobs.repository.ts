import { Injectable } from '@nestjs/common';
import { Env } from '@platform/config';
import { newId, Prisma, type SqlTx } from '@platform/database';
import type { Cause } from './cause';
import { openStates, type JobState } from './job-state';
import { noticeMs } from './job-notices.repository';
import type { QueueName } from './queues';

export interface NewJob {
  teamId: string | null;
  name: string;
  queue: QueueName;
  payload: object;
  dueAt: Date | null;
  maxAttempts: number;
  dedupeKey: string | null;
  cause: Cause | undefined;
}

/** What is needed to wake a worker for a row. */
export interface WakeUp {
  id: string;
  queue: QueueName;
  name: string;
  run: number;
  /** Postgres time in ms since the epoch, and ms until the row is due by that clock. */
  now: number;
  delay: number;
}

/** What an insertion left to do, and for whom. */
export interface InsertedJobs {
  ids: string[];
  /** Those that are due within the horizon; they are promised to the queue. */
  wakeUps: WakeUp[];
  /** The promise: must be taken back when they are on the queue. Without wake-ups there is none. */
  notice: string;
}

const wakeUpShape = {
  id: 'uuid',
  queue: 'text',
  name: 'text',
  run: 'int',
  now: 'float',
  delay: 'float',
} as const;
/** `due_at` holds whole ms and rounds: half of the jobs due now would be due in 1 ms, and take the queue's way of delayed jobs. */
const thisMs = Prisma.sql`date_trunc('milliseconds', now())`;
const wakeUpColumns = Prisma.sql`
  job.id, job.queue, job.name, job.run,
  floor(extract(epoch FROM now()) * 1000)::float8 AS now,
  greatest(0, ceil(extract(epoch FROM job.due_at - now()) * 1000))::float8 AS delay`;

/** No index answers IS NOT DISTINCT FROM. */
const ofTeam = (teamId: string | null) =>
  teamId === null ? Prisma.sql`team_id IS NULL` : Prisma.sql`team_id = ${teamId}::uuid`;

export interface JobRow {
  id: string;
  teamId: string | null;
  name: string;
  queue: string;
  payload: unknown;
  dueAt: Date;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  crashes: number;
  progress: unknown;
  result: unknown;
  lastError: string | null;
  dedupeKey: string | null;
  causeId: string | null;
  depth: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** Writes and changes job rows inside the caller's transaction. */
@Injectable()
export class JobsRepository {
  constructor(private readonly env: Env) {}

  /**
   * Inserts many rows with one statement. A row whose dedupe key is taken by an unfinished job is left out of the answer. Rows due
   * within the horizon count as enqueued, and a notice in the same commit says that somebody still has to do it.
   */
  async insert(tx: SqlTx, jobs: NewJob[]): Promise<InsertedJobs> {
    const notice = newId();
    if (jobs.length === 0) return { ids: [], wakeUps: [], notice };
    const column = <T>(pick: (job: NewJob) => T) => jobs.map(pick);
    const rows = await tx.rows(
      { ...wakeUpShape, promised: 'bool' },
      Prisma.sql`
        WITH inserted AS (
          INSERT INTO job (id, team_id, name, queue, payload, due_at, max_attempts, dedupe_key, cause_id, depth, origin_id,
            enqueued_at)
          SELECT n.id, n.team_id, n.name, n.queue, n.payload::jsonb, coalesce(n.due_at, ${thisMs}), n.max_attempts, n.dedupe_key,
                 n.cause_id, n.depth, n.origin_id,
                 CASE WHEN coalesce(n.due_at, now()) < now() + ${this.env.JOB_HORIZON_HOURS} * interval '1 hour' THEN now() END
          FROM unnest(
            ${jobs.map(newId)}::uuid[], ${column((job) => job.teamId)}::uuid[], ${column((job) => job.name)}::text[],
            ${column((job) => job.queue)}::text[], ${column((job) => JSON.stringify(job.payload))}::text[],
            ${column((job) => job.dueAt?.toISOString() ?? null)}::timestamptz[], ${column((job) => job.maxAttempts)}::int[],
            ${column((job) => job.dedupeKey)}::text[], ${column((job) => job.cause?.causeId ?? null)}::uuid[],
            ${column((job) => job.cause?.depth ?? 0)}::int[], ${column((job) => job.cause?.originId ?? null)}::uuid[]
          ) AS n(id, team_id, name, queue, payload, due_at, max_attempts, dedupe_key, cause_id, depth, origin_id)
          ON CONFLICT (name, team_id, dedupe_key)
            WHERE dedupe_key IS NOT NULL AND state IN ('scheduled', 'active', 'retrying') DO NOTHING
          RETURNING ${wakeUpColumns}, job.enqueued_at IS NOT NULL AS promised
        ), noted AS (
          INSERT INTO job_notice (id, job_ids, held_until)
          SELECT ${notice}::uuid, array_agg(id), now() + ${noticeMs} * interval '1 millisecond' FROM inserted WHERE promised
          HAVING count(*) > 0
        )
        SELECT * FROM inserted`,
    );
    const wakeUps = rows.flatMap(({ promised, ...wakeUp }) => (promised ? [wakeUp as WakeUp] : []));
    return { ids: rows.map(({ id }) => id), wakeUps, notice };
  }

  async findOpenByKey(
    tx: SqlTx,
    name: string,
    teamId: string | null,
    dedupeKey: string,
  ): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM job WHERE name = ${name} AND ${ofTeam(teamId)}
        AND dedupe_key = ${dedupeKey} AND state IN (${Prisma.join([...openStates])})`,
    );
    return row?.id;
  }

  /** Moves an unstarted job to another time. The old wake-up, when it fires, belongs to an older run and finds nothing. */
  async reschedule(tx: SqlTx, id: string, dueAt: Date): Promise<WakeUp | undefined> {
    const row = await tx.maybeOne(
      wakeUpShape,
      Prisma.sql`UPDATE job SET due_at = ${dueAt}, run = run + 1, enqueued_at = NULL
        WHERE id = ${id}::uuid AND state IN ('scheduled', 'retrying') RETURNING ${wakeUpColumns}`,
    );
    return row as WakeUp | undefined;
  }

  /** Ends an unstarted job for good. Answers its wake-up so that it can be taken off the queue. */
  async cancel(tx: SqlTx, id: string): Promise<WakeUp | undefined> {
    const [row] = await this.cancelMany(tx, [id]);
    return row;
  }

  async cancelMany(tx: SqlTx, ids: string[]): Promise<WakeUp[]> {
    if (ids.length === 0) return [];
    const rows = await tx.rows(
      wakeUpShape,
      Prisma.sql`UPDATE job SET state = 'cancelled', finished_at = now()
        WHERE id = ANY(${ids}::uuid[]) AND state IN ('scheduled', 'retrying') RETURNING ${wakeUpColumns}`,
    );
    return rows as WakeUp[];
  }

  /** Waits for nobody: a row that somebody has locked is being claimed, and finds by itself that there is nothing to do. */
  async takeOver(tx: SqlTx, name: string, teamId: string | null, dedupeKeys: string[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE job SET state = 'completed', finished_at = now()
      FROM (SELECT id FROM job WHERE name = ${name} AND ${ofTeam(teamId)}
        AND dedupe_key = ANY(${dedupeKeys}::text[]) AND state = 'scheduled' FOR UPDATE SKIP LOCKED) AS taken
      WHERE job.id = taken.id`);
  }

  /** Gives finished, failed, dead or cancelled jobs another life, with all their tries. */
  async replay(tx: SqlTx, ids: string[], states: readonly JobState[]): Promise<WakeUp[]> {
    const rows = await tx.rows(
      wakeUpShape,
      Prisma.sql`UPDATE job SET state = 'scheduled', attempts = 0, crashes = 0, run = run + 1, fence = fence + 1,
          enqueued_at = NULL, finished_at = NULL, lease_until = NULL, due_at = ${thisMs}
        WHERE id = ANY(${ids}::uuid[]) AND state = ANY(${[...states]}::text[]) RETURNING ${wakeUpColumns}`,
    );
    return rows as WakeUp[];
  }

  /**
   * Notes that rows are on the queue. A row that someone holds is being claimed or relayed, and both note it themselves. LATERAL
   * and coalesce keep the planner on the primary key, away from the index of everything that is not on the queue yet.
   */
  async markEnqueued(tx: SqlTx, wakeUps: WakeUp[]): Promise<void> {
    if (wakeUps.length === 0) return;
    const ids = wakeUps.map(({ id }) => id);
    const runs = wakeUps.map(({ run }) => run);
    await tx.execute(Prisma.sql`UPDATE job SET enqueued_at = now()
      FROM unnest(${ids}::uuid[], ${runs}::int[]) AS w(id, run) CROSS JOIN LATERAL (
        SELECT job.id FROM job WHERE job.id = w.id AND job.run = w.run AND job.state IN ('scheduled', 'retrying')
          AND coalesce(job.enqueued_at, '-infinity') = '-infinity' FOR UPDATE SKIP LOCKED) AS unmarked
      WHERE job.id = unmarked.id`);
  }

  /**
   * Rows that are due within the horizon and not on the queue, locked so that each goes to one relay.
   * `graceMs` leaves rows alone that their producer is probably adding at this moment.
   */
  async lockUnqueued(
    tx: SqlTx,
    options: { horizonHours: number; graceMs: number; limit: number },
  ): Promise<WakeUp[]> {
    const rows = await tx.rows(
      wakeUpShape,
      Prisma.sql`SELECT ${wakeUpColumns} FROM job
        WHERE enqueued_at IS NULL AND state IN ('scheduled', 'retrying')
          AND due_at < now() + ${options.horizonHours} * interval '1 hour'
          AND (created_at < now() - ${options.graceMs} * interval '1 millisecond' OR run > 0)
        ORDER BY due_at LIMIT ${options.limit} FOR UPDATE SKIP LOCKED`,
    );
    return rows as WakeUp[];
  }
}
