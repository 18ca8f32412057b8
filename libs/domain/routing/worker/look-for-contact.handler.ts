import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { SpeedToLead } from '../response/speed-to-lead.service';
import { LookForContactPayload, type routingJobs } from '../routing.jobs';

@Injectable()
export class LookForContactHandler implements JobHandler<typeof routingJobs.lookForContact> {
  constructor(private readonly speed: SpeedToLead) {}

  async run(payload: LookForContactPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.speed.lookAgain(tx, payload));
  }
}
