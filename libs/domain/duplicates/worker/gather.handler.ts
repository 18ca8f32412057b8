import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { duplicateJobs, GatherPayload } from '../duplicates.jobs';
import { Merges } from '../merging/merges.service';

@Injectable()
export class GatherHandler implements JobHandler<typeof duplicateJobs.gather> {
  constructor(private readonly merges: Merges) {}

  async run({ mergeId }: GatherPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.merges.gather(tx, mergeId));
  }
}
