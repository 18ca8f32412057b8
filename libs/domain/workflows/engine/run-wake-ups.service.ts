import { Injectable } from '@nestjs/common';
import { TenantScope, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { workflowJobs } from '../workflows.jobs';

/** What a wake-up of a run needs to know of it. */
export interface Sleeper {
  id: string;
  fence: number;
  causeId: string;
  depth: number;
}

/** The one job a live run waits for: it belongs to the run's fence, and finds nothing once the run has moved on. */
@Injectable()
export class RunWakeUps {
  constructor(private readonly jobs: Jobs) {}

  /** `dueAt` missing: at once. Safe to repeat. */
  async enqueue(tx: SqlTx, runs: readonly Sleeper[], dueAt?: Date): Promise<void> {
    if (runs.length === 0) return;
    const teamId = teamOf(tx);
    await this.jobs.enqueueMany(
      tx,
      workflowJobs.advance,
      runs.map(({ id, fence, causeId, depth }) => ({
        payload: { teamId, runId: id, fence },
        dedupeKey: `run:${id}:${fence}`,
        dueAt,
        // The run's own cause, not one deeper for every step it takes.
        cause: { causeId, depth, originId: id },
      })),
    );
  }
}

export function teamOf({ scope }: SqlTx): string {
  if (!(scope instanceof TenantScope)) throw new TypeError('a workflow belongs to a team');
  return scope.teamId;
}
