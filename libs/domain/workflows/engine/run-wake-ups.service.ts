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

/** The one job a live run waits for, alone or with others: it belongs to the run's fence, and finds nothing once the run has moved on. */
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
        dedupeKey: keyOf(id, fence),
        dueAt: dueAt ?? undefined,
        // The run's own cause; whoever enqueues may act for many runs.
        cause: { causeId, depth, originId: id },
      })),
    );
  }

  /** A job for many that go on at once: a crowd that enters together costs a few statements each, not a job each. */
  async enqueueTogether(tx: SqlTx, runs: readonly Pick<Sleeper, 'id' | 'fence'>[]): Promise<void> {
    await this.enqueueBatches(
      tx,
      batchesOf(runs).map((batch) => ({ runs: batch, dueAt: null })),
    );
  }

  /**
   * For runs that have just done their steps: those that sleep until the same instant share a job, as a crowd does that came in
   * together. Each of them still answers to its own fence: one that is cancelled or woken meanwhile is left out.
   */
  async enqueueSleepers(tx: SqlTx, runs: readonly (Sleeper & { dueAt: Date | null })[]): Promise<void> {
    const groups = [...Map.groupBy(runs, ({ fence, dueAt }) => `${fence} ${dueAt?.getTime()}`).values()];
    const batches = groups.flatMap(batchesOf);
    await this.enqueue(
      tx,
      batches.flatMap((batch) => (batch.length === 1 ? batch : [])),
    );
    await this.enqueueBatches(
      tx,
      batches.flatMap((batch) => (batch.length === 1 ? [] : [{ runs: batch, dueAt: batch[0]!.dueAt }])),
    );
  }

  /** The runs have gone on with another one's job: their own, unless somebody has started it, are done. */
  async takeOver(tx: SqlTx, runs: readonly Pick<Sleeper, 'id' | 'fence'>[]): Promise<void> {
    await this.jobs.takeOver(
      tx,
      workflowJobs.advance,
      runs.map(({ id, fence }) => keyOf(id, fence)),
    );
  }

  private async enqueueBatches(
    tx: SqlTx,
    batches: readonly { runs: readonly Pick<Sleeper, 'id' | 'fence'>[]; dueAt: Date | null }[],
  ): Promise<void> {
    if (batches.length === 0) return;
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      workflowJobs.advanceMany,
      batches.map(({ runs, dueAt }) => ({
        payload: { teamId, runIds: runs.map(({ id }) => id), fence: runs[0]!.fence },
        dedupeKey: `runs:${runs[0]!.id}:${runs[0]!.fence}`,
        dueAt: dueAt ?? undefined,
      })),
    );
  }
}

/** Of a run's own job; run-repair and lockBehind look for it. */
const keyOf = (id: string, fence: number) => `run:${id}:${fence}`;

function batchesOf<R>(runs: readonly R[]): R[][] {
  return Array.from({ length: Math.ceil(runs.length / batchSize) }, (_, index) =>
    runs.slice(index * batchSize, (index + 1) * batchSize),
  );
}
