import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { NotesModule } from '@domain/notes';
import { TasksModule } from '@domain/tasks';
import { AppointmentNotices } from './appointment-notices.service';
import { MentionNotices } from './mention-notices.service';
import { NotificationsRepository } from './notifications.repository';
import { Notifications } from './notifications.service';
import { TaskNotices } from './task-notices.service';
import { WorkflowNotices } from './workflow-notices.service';

@Module({
  imports: [AppointmentsModule, NotesModule, TasksModule],
  providers: [
    ...[Notifications, AppointmentNotices, MentionNotices, TaskNotices, WorkflowNotices],
    NotificationsRepository,
  ],
  exports: [Notifications, AppointmentNotices, MentionNotices, TaskNotices, WorkflowNotices],
})
export class NotificationsModule {}
