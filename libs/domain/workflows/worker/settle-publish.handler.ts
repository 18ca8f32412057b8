import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { RunPublish } from '../engine/run-publish.service';
import { type workflowJobs, PublishedPayload } from '../workflows.jobs';

@Injectable()
export class SettlePublishHandler implements JobHandler<typeof workflowJobs.settlePublish> {
  constructor(private readonly publish: RunPublish) {}

  async run({ workflowId, versionId }: PublishedPayload, context: JobContext): Promise<void> {
    while (await context.stepSql((tx) => this.publish.settle(tx, workflowId, versionId)))
      context.signal.throwIfAborted();
  }
}
