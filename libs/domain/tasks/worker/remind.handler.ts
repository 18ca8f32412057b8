import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { TaskReminders } from '../task-reminders.service';
import { RemindOfTaskPayload, type taskJobs } from '../tasks.jobs';

@Injectable()
export class RemindHandler implements JobHandler<typeof taskJobs.remind> {
  constructor(private readonly reminders: TaskReminders) {}

  async run(payload: RemindOfTaskPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.reminders.fire(tx, payload));
  }
}
