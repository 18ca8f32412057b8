import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { RunEngine } from '../engine/run-engine.service';
import { StepFailed } from '../engine/run.errors';
import { type workflowJobs, AdvanceRunsPayload } from '../workflows.jobs';

@Injectable()
export class AdvanceRunsHandler implements JobHandler<typeof workflowJobs.advanceMany> {
  constructor(private readonly engine: RunEngine) {}

  async run({ runIds, fence }: AdvanceRunsPayload, context: JobContext): Promise<void> {
    const wakeUps = runIds.map((runId) => ({ runId, fence }));
    try {
      await context.completeSql((tx) => this.engine.advance(tx, wakeUps));
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      // One of them cannot go on: each by itself, so that it does not keep the others.
      await context.completeSql((tx) => this.engine.separately(tx, wakeUps));
    }
  }

  async abandoned(tx: Tx, { runIds, fence }: AdvanceRunsPayload): Promise<void> {
    await this.engine.separately(
      tx,
      runIds.map((runId) => ({ runId, fence })),
    );
  }
}
