import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { AppointmentNotices } from './appointment-notices.service';
import { NotificationsRepository } from './notifications.repository';
import { Notifications } from './notifications.service';

@Module({
  imports: [AppointmentsModule],
  providers: [Notifications, AppointmentNotices, NotificationsRepository],
  exports: [Notifications, AppointmentNotices],
})
export class NotificationsModule {}
