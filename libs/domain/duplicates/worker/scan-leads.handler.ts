import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { duplicateJobs } from '../duplicates.jobs';
import { Scans } from '../matching/scans.service';

/** Leads per transaction: less than a second. */
const portion = 2_000;

@Injectable()
export class ScanLeadsHandler implements JobHandler<typeof duplicateJobs.scan> {
  constructor(private readonly scans: Scans) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    for (let more = true; more;) {
      const leads = await context.advanceSql((tx) => this.scans.writeKeys(tx, portion));
      await context.advanceSql((tx) => this.scans.findPairs(tx, leads));
      more = leads.length > 0;
    }
  }
}
