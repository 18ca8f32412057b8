import { Injectable } from '@nestjs/common';
import { DailyMailPayload } from '@domain/daily-mails';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { digestJobs } from '../digests.jobs';
import { Digests } from '../digests.service';

@Injectable()
export class SendDigestHandler implements JobHandler<typeof digestJobs.send> {
  constructor(private readonly digests: Digests) {}

  async run(payload: DailyMailPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.digests.send(tx, payload));
  }
}
