import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type notificationJobs, TellThreadPayload } from '../notifications.jobs';
import { ThreadNotices } from '../thread-notices.service';

@Injectable()
export class TellThreadHandler implements JobHandler<typeof notificationJobs.tellThread> {
  constructor(private readonly notices: ThreadNotices) {}

  async run(payload: TellThreadPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, payload));
  }
}
