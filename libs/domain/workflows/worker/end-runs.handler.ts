import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { RunPublish } from '../engine/run-publish.service';
import { type workflowJobs, EndRunsPayload } from '../workflows.jobs';

@Injectable()
export class EndRunsHandler implements JobHandler<typeof workflowJobs.endRuns> {
  constructor(private readonly publish: RunPublish) {}

  async run({ workflowId }: EndRunsPayload, context: JobContext): Promise<void> {
    while (await context.stepSql((tx) => this.publish.endAll(tx, workflowId)))
      context.signal.throwIfAborted();
  }
}
