import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Watchers } from '../triggers/watchers.service';
import { type workflowJobs, WatchPayload } from '../workflows.jobs';

@Injectable()
export class WatchHandler implements JobHandler<typeof workflowJobs.watch> {
  constructor(private readonly watchers: Watchers) {}

  async run({ workflowId }: WatchPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.watchers.look(tx, workflowId));
  }
}
