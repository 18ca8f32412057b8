import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { InboxModule } from '@domain/inbox';
import { MessagingModule } from '@domain/messaging';
import { NotesModule } from '@domain/notes';
import { RoutingModule } from '@domain/routing';
import { TasksModule } from '@domain/tasks';
import { RealtimeModule } from '@platform/realtime';
import { AppointmentNotices } from './appointment-notices.service';
import { EventNotices } from './event-notices.service';
import { MentionNotices } from './mention-notices.service';
import { NoticeFactsRepository } from './notice-facts.repository';
import { NotificationSettingsRepository } from './notification-settings.repository';
import { NotificationSettings } from './notification-settings.service';
import { NotificationsRepository } from './notifications.repository';
import { Notifications } from './notifications.service';
import { RoutingNotices } from './routing-notices.service';
import { TaskNotices } from './task-notices.service';
import { ThreadNotices } from './thread-notices.service';
import { WorkflowNotices } from './workflow-notices.service';

const notices = [
  AppointmentNotices,
  EventNotices,
  MentionNotices,
  RoutingNotices,
  TaskNotices,
  ThreadNotices,
  WorkflowNotices,
];
const repositories = [NoticeFactsRepository, NotificationSettingsRepository, NotificationsRepository];

@Module({
  imports: [
    AppointmentsModule,
    InboxModule,
    MessagingModule,
    NotesModule,
    RealtimeModule,
    RoutingModule,
    TasksModule,
  ],
  providers: [Notifications, NotificationSettings, ...notices, ...repositories],
  exports: [Notifications, NotificationSettings, ...notices],
})
export class NotificationsModule {}
