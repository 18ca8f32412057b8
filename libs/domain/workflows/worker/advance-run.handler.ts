import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { workerDied, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { RunEngine } from '../engine/run-engine.service';
import { StepFailed } from '../engine/run.errors';
import { type workflowJobs, AdvanceRunPayload } from '../workflows.jobs';

@Injectable()
export class AdvanceRunHandler implements JobHandler<typeof workflowJobs.advance> {
  constructor(private readonly engine: RunEngine) {}

  async run({ runId, fence }: AdvanceRunPayload, context: JobContext): Promise<void> {
    const wakeUp = { runId, fence };
    try {
      await context.completeSql((tx) => this.engine.advance(tx, [wakeUp]));
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      const { done, reason } = error;
      // The steps before it are fine: they are done again without it, and the run goes on at it in a job of its own.
      if (done > 0) return context.completeSql((tx) => this.engine.advance(tx, [wakeUp], done));
      if (!(reason instanceof DomainError) || reason.retryable) throw reason;
      await context.completeSql((tx) => this.engine.fail(tx, wakeUp, reason.message, reason.code));
    }
  }

  async abandoned(tx: Tx, { runId, fence }: AdvanceRunPayload, reason: string): Promise<void> {
    if (reason === workerDied) await this.engine.crashed(tx, { runId, fence }, reason);
    else await this.engine.fail(tx, { runId, fence }, reason);
  }
}
