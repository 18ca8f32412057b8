import { Injectable } from '@nestjs/common';
import { type SqlTx, teamOf } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { workflowJobs } from '../workflows.jobs';

/** What a wake-up of a run needs to know of it. */
export interface Sleeper {
  id: string;
  fence: number;
  causeId: string;
  depth: number;
}

/** Runs that one job moves on together. */
const batchSize = 50;

/** The one job a live run waits for: it belongs to the run's fence, and finds nothing once the run has moved on. */
@Injectable()
export class RunWakeUps {
  constructor(private readonly jobs: Jobs) {}

  /** A job each. `dueAt` null: at once. Safe to repeat. */
  async enqueue(tx: SqlTx, runs: readonly (Sleeper & { dueAt: Date | null })[]): Promise<void> {
    if (runs.length === 0) return;
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      workflowJobs.advance,
      runs.map(({ id, fence, causeId, depth, dueAt }) => ({
        payload: { teamId, runId: id, fence },
        dedupeKey: `run:${id}:${fence}`,
        dueAt: dueAt ?? undefined,
        // The run's own cause; whoever enqueues may act for many runs.
        cause: { causeId, depth, originId: id },
      })),
    );
  }

  /** A job for many that go on at once: a crowd that enters together costs a few statements each, not a job each. */
  async enqueueTogether(tx: SqlTx, runs: readonly Pick<Sleeper, 'id' | 'fence'>[]): Promise<void> {
    if (runs.length === 0) return;
    const teamId = teamOf(tx);
    const batches = Array.from({ length: Math.ceil(runs.length / batchSize) }, (_, index) =>
      runs.slice(index * batchSize, (index + 1) * batchSize),
    );
    await this.jobs.enqueueMany(
      tx,
      workflowJobs.advanceMany,
      batches.map((batch) => ({
        payload: { teamId, runIds: batch.map(({ id }) => id), fence: batch[0]!.fence },
        dedupeKey: `runs:${batch[0]!.id}:${batch[0]!.fence}`,
      })),
    );
  }
}
