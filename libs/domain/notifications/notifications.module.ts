import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { InboxModule } from '@domain/inbox';
import { NotesModule } from '@domain/notes';
import { TasksModule } from '@domain/tasks';
import { AppointmentNotices } from './appointment-notices.service';
import { MentionNotices } from './mention-notices.service';
import { NotificationsRepository } from './notifications.repository';
import { Notifications } from './notifications.service';
import { TaskNotices } from './task-notices.service';
import { ThreadNotices } from './thread-notices.service';
import { WorkflowNotices } from './workflow-notices.service';

@Module({
  imports: [AppointmentsModule, InboxModule, NotesModule, TasksModule],
  providers: [
    ...[Notifications, AppointmentNotices, MentionNotices, TaskNotices, ThreadNotices, WorkflowNotices],
    NotificationsRepository,
  ],
  exports: [Notifications, AppointmentNotices, MentionNotices, TaskNotices, ThreadNotices, WorkflowNotices],
})
export class NotificationsModule {}
