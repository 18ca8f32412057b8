import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type analyticsJobs, SnapshotPayload } from '../analytics.jobs';
import { Snapshots } from '../snapshots.service';

@Injectable()
export class SnapshotHandler implements JobHandler<typeof analyticsJobs.snapshot> {
  constructor(private readonly snapshots: Snapshots) {}

  async run(payload: SnapshotPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.snapshots.take(tx, payload));
  }
}
