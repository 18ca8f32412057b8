import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type liveUpdateJobs, TellPagesPayload } from '../live-updates.jobs';
import { LiveUpdates } from '../live-updates.service';

@Injectable()
export class TellPagesHandler implements JobHandler<typeof liveUpdateJobs.tell> {
  constructor(private readonly updates: LiveUpdates) {}

  async run({ eventIds }: TellPagesPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.updates.tell(tx, eventIds));
  }
}
