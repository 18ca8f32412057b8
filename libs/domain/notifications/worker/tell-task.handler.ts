import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { type notificationJobs, TellTaskPayload } from '../notifications.jobs';
import { TaskNotices } from '../task-notices.service';

@Injectable()
export class TellTaskHandler implements JobHandler<typeof notificationJobs.tellTask> {
  constructor(private readonly notices: TaskNotices) {}

  async run(payload: TellTaskPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.tell(tx, payload));
  }
}
