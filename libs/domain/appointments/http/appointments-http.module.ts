import { Module } from '@nestjs/common';
import { AppointmentsModule } from '@domain/appointments';
import { AppointmentsController } from './appointments.controller';
import { CalendarFeedController } from './calendar-feed.controller';
import { CalendarsController } from './calendars.controller';

@Module({
  imports: [AppointmentsModule],
  // Calendars first: its fixed paths stand beside `:id`.
  controllers: [CalendarsController, AppointmentsController, CalendarFeedController],
})
export class AppointmentsHttpModule {}
