import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type notificationJobs, TellNoticePayload } from '../notifications.jobs';
import { WorkflowNotices } from '../workflow-notices.service';

@Injectable()
export class TellNoticeHandler implements JobHandler<typeof notificationJobs.tellNotice> {
  constructor(private readonly notices: WorkflowNotices) {}

  async run({ eventId }: TellNoticePayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, eventId));
  }
}
