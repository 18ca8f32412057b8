import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type notificationJobs, TellRoutingPayload } from '../notifications.jobs';
import { RoutingNotices } from '../routing-notices.service';

@Injectable()
export class TellRoutingHandler implements JobHandler<typeof notificationJobs.tellRouting> {
  constructor(private readonly notices: RoutingNotices) {}

  async run(payload: TellRoutingPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, payload));
  }
}
