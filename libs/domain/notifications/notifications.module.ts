import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { AppointmentNotices } from './appointment-notices.service';
import { NotificationsRepository } from './notifications.repository';
import { Notifications } from './notifications.service';
import { WorkflowNotices } from './workflow-notices.service';

@Module({
  imports: [AppointmentsModule],
  providers: [Notifications, AppointmentNotices, WorkflowNotices, NotificationsRepository],
  exports: [Notifications, AppointmentNotices, WorkflowNotices],
})
export class NotificationsModule {}
