import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { AppointmentNotices } from '../appointment-notices.service';
import { type notificationJobs, TellReminderPayload } from '../notifications.jobs';

@Injectable()
export class TellReminderHandler implements JobHandler<typeof notificationJobs.tellReminder> {
  constructor(private readonly notices: AppointmentNotices) {}

  async run(payload: TellReminderPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.notices.remind(tx, payload));
  }
}
