import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { notificationJobs } from '../notifications.jobs';
import { NotificationsModule } from '../notifications.module';
import { TellReminderHandler } from './tell-reminder.handler';

@Module({
  imports: [NotificationsModule],
  providers: handle(notificationJobs, { tellReminder: TellReminderHandler }),
})
export class NotificationsWorkerModule {}
