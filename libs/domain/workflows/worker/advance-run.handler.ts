import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { workerDied, type JobContext, type JobHandler } from '@platform/jobs/worker';
import { RunEngine, type WakeUp } from '../engine/run-engine.service';
import { StepFailed } from '../engine/run.errors';
import { type workflowJobs, AdvanceRunPayload } from '../workflows.jobs';

@Injectable()
export class AdvanceRunHandler implements JobHandler<typeof workflowJobs.advance> {
  constructor(private readonly engine: RunEngine) {}

  async run({ runId, fence }: AdvanceRunPayload, context: JobContext): Promise<void> {
    const wakeUp = { runId, fence };
    const along = { others: 0 };
    if (context.attempt > 1) return this.alone(wakeUp, context);
    try {
      await context.completeSql((tx) => this.engine.advanceLate(tx, wakeUp, context.jobId, along));
    } catch (error) {
      // Whoever of many it was: the others have jobs of their own.
      if (along.others > 0) return this.alone(wakeUp, context);
      await this.failed(error, wakeUp, context);
    }
  }

  private async alone(wakeUp: WakeUp, context: JobContext): Promise<void> {
    try {
      await context.completeSql((tx) => this.engine.advance(tx, [wakeUp]));
    } catch (error) {
      await this.failed(error, wakeUp, context);
    }
  }

  private async failed(error: unknown, wakeUp: WakeUp, context: JobContext): Promise<void> {
    if (!(error instanceof StepFailed)) throw error;
    const { done, reason } = error;
    // The steps before it are fine: they are done again without it, and the run goes on at it in a job of its own.
    if (done > 0) return context.completeSql((tx) => this.engine.advance(tx, [wakeUp], done));
    if (!(reason instanceof DomainError) || reason.retryable) throw reason;
    await context.completeSql((tx) => this.engine.fail(tx, wakeUp, reason.message, reason.code));
  }

  async abandoned(tx: Tx, { runId, fence }: AdvanceRunPayload, reason: string): Promise<void> {
    if (reason === workerDied) await this.engine.crashed(tx, { runId, fence }, reason);
    else await this.engine.fail(tx, { runId, fence }, reason);
  }
}
