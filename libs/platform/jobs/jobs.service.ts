import { Injectable } from '@nestjs/common';
import { TenantScope, type SqlTx } from '@platform/database';
import { currentCause, type Cause } from './cause';
import type { JobDefinition } from './define-job';
import { JobsRepository, type NewJob } from './jobs.repository';
import { parsePayload } from './payload';
import { WakeUps } from './wake-ups';

export interface EnqueueOptions {
  /** When the job may start, UTC. Default: now, by Postgres time. */
  dueAt?: Date;
  /** At most one unfinished job per team, job name and key. */
  dedupeKey?: string;
  cause?: Cause;
}

export interface EnqueuedJob {
  id: string;
  /** False when an unfinished job with the same dedupe key was already there; `id` is then that job's. */
  created: boolean;
}

/** Puts work on record. The row is written in the caller's transaction; the queue is told after its commit. */
@Injectable()
export class Jobs {
  constructor(
    private readonly repository: JobsRepository,
    private readonly wakeUps: WakeUps,
  ) {}

  /**
   * Enqueues one job within `tx`; it exists if and only if `tx` commits.
   * @throws DomainError invalid/job_payload_invalid
   */
  async enqueue<P extends object>(
    tx: SqlTx,
    job: JobDefinition<P>,
    payload: P,
    options: EnqueueOptions = {},
  ): Promise<EnqueuedJob> {
    const [added] = await this.enqueueMany(tx, job, [{ payload, ...options }]);
    if (added) return { id: added, created: true };
    const existing = await this.repository.findOpenByKey(tx, job.name, teamOf(tx), options.dedupeKey!);
    // The other job may have finished between the two statements: then ours is wanted after all.
    return existing ? { id: existing, created: false } : this.enqueue(tx, job, payload, options);
  }

  /** Enqueues many jobs of one kind with one statement; answers the ids of those that were not already there. */
  async enqueueMany<P extends object>(
    tx: SqlTx,
    job: JobDefinition<P>,
    entries: ({ payload: P } & EnqueueOptions)[],
  ): Promise<string[]> {
    const inherited = currentCause.getStore();
    const rows = entries.map(({ payload, dueAt, dedupeKey, cause }): NewJob => {
      parsePayload(job, payload, 'producer');
      return {
        teamId: teamOf(tx),
        name: job.name,
        queue: job.queue,
        payload,
        dueAt: dueAt ?? null,
        maxAttempts: job.attempts,
        dedupeKey: dedupeKey ?? null,
        cause: cause ?? inherited,
      };
    });
    const inserted = await this.repository.insert(tx, rows);
    tx.afterCommit(() => this.wakeUps.announce(inserted));
    return inserted.ids;
  }

  /** Cancels a job that has not started. False when it has started, finished or is not there. */
  async cancel(tx: SqlTx, id: string): Promise<boolean> {
    const cancelled = await this.repository.cancel(tx, id);
    if (cancelled) tx.afterCommit(() => this.wakeUps.remove(cancelled));
    return cancelled !== undefined;
  }

  /** The same for many with one statement. Those that have started, finished or are not there are left alone. */
  async cancelMany(tx: SqlTx, ids: string[]): Promise<void> {
    const cancelled = await this.repository.cancelMany(tx, ids);
    tx.afterCommit(() => cancelled.forEach((wakeUp) => this.wakeUps.remove(wakeUp)));
  }

  /** Completes jobs that have not started, by their dedupe keys: what they were to do is done in `tx`. Those that have are left alone. */
  async takeOver<P extends object>(tx: SqlTx, job: JobDefinition<P>, dedupeKeys: string[]): Promise<void> {
    if (dedupeKeys.length > 0) await this.repository.takeOver(tx, job.name, teamOf(tx), dedupeKeys);
  }

  /** Moves a job that has not started to another time (UTC). False when it has started, finished or is not there. */
  async reschedule(tx: SqlTx, id: string, dueAt: Date): Promise<boolean> {
    const moved = await this.repository.reschedule(tx, id, dueAt);
    if (moved) {
      tx.afterCommit(() => {
        this.wakeUps.remove({ ...moved, run: moved.run - 1 });
        this.wakeUps.add([moved]);
      });
    }
    return moved !== undefined;
  }
}

function teamOf(tx: SqlTx): string | null {
  return tx.scope instanceof TenantScope ? tx.scope.teamId : null;
}
