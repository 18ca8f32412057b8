import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { CompareLeadsPayload, duplicateJobs } from '../duplicates.jobs';
import { Comparison } from '../matching/comparison.service';

@Injectable()
export class CompareLeadsHandler implements JobHandler<typeof duplicateJobs.compare> {
  constructor(private readonly comparison: Comparison) {}

  async run({ eventIds }: CompareLeadsPayload, context: JobContext): Promise<void> {
    const ids = await context.advanceSql(async (tx) => {
      const meant = await this.comparison.meant(tx, eventIds);
      await this.comparison.writeKeys(tx, meant);
      return meant;
    });
    await context.completeSql((tx) => this.comparison.findPairs(tx, ids));
  }
}
