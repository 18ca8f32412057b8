import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { notificationJobs } from '../notifications.jobs';
import { NotificationsModule } from '../notifications.module';
import { TellNoticeHandler } from './tell-notice.handler';
import { TellReminderHandler } from './tell-reminder.handler';

@Module({
  imports: [NotificationsModule],
  providers: handle(notificationJobs, { tellReminder: TellReminderHandler, tellNotice: TellNoticeHandler }),
})
export class NotificationsWorkerModule {}
