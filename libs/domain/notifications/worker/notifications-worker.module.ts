import { Module } from '@nestjs/common';
import { handle } from '@platform/jobs/worker';
import { notificationJobs } from '../notifications.jobs';
import { NotificationsModule } from '../notifications.module';
import { TellEventsHandler } from './tell-events.handler';
import { TellMentionHandler } from './tell-mention.handler';
import { TellNoticeHandler } from './tell-notice.handler';
import { TellReminderHandler } from './tell-reminder.handler';
import { TellRoutingHandler } from './tell-routing.handler';
import { TellTaskHandler } from './tell-task.handler';
import { TellThreadHandler } from './tell-thread.handler';

@Module({
  imports: [NotificationsModule],
  providers: handle(notificationJobs, {
    tellEvents: TellEventsHandler,
    tellReminder: TellReminderHandler,
    tellNotice: TellNoticeHandler,
    tellTask: TellTaskHandler,
    tellMention: TellMentionHandler,
    tellRouting: TellRoutingHandler,
    tellThread: TellThreadHandler,
  }),
})
export class NotificationsWorkerModule {}
