import { Module } from '@nestjs/common';
import { ActivitiesModule } from '@domain/activities';
import { DailyMailsModule } from '@domain/daily-mails';
import { MessagingModule } from '@domain/messaging';
import { TasksModule } from '@domain/tasks';
import { Agendas } from './agenda/agenda.service';
import { AppointmentLog } from './appointment-log';
import { AppointmentOutcomes } from './appointment-outcomes.service';
import { AppointmentViews } from './appointment-views.service';
import { AppointmentsRepository } from './appointments.repository';
import { AppointmentsService } from './appointments.service';
import { AttendeesRepository } from './attendees.repository';
import { CalendarFeedRepository } from './calendar/calendar-feed.repository';
import { CalendarLinks } from './calendar/calendar-links';
import { Calendars } from './calendar/calendars.service';
import { Invitations } from './calendar/invitations.service';
import { FreeBusy } from './free-busy.service';
import { HostCalendarRepository } from './host-calendar.repository';
import { OutcomeWatchRepository } from './outcome-watch.repository';
import { OutcomeWatch } from './outcome-watch.service';
import { AppointmentSettingsRepository } from './reminders/appointment-settings.repository';
import { ReminderFiring } from './reminders/reminder-firing.service';
import { ReminderOrigins } from './reminders/reminder-origins.service';
import { ReminderOutlookRepository } from './reminders/reminder-outlook.repository';
import { ReminderOutlook } from './reminders/reminder-outlook.service';
import { ReminderSettings } from './reminders/reminder-settings.service';
import { RemindersRepository } from './reminders/reminders.repository';
import { Reminders } from './reminders/reminders.service';
import { RepliesRepository } from './replies/replies.repository';
import { Replies } from './replies/replies.service';

const services = [
  ...[AppointmentsService, AppointmentOutcomes, FreeBusy, Calendars, ReminderSettings, Agendas],
  ReminderOutlook,
  // The slice's own worker door.
  ...[ReminderFiring, Replies, OutcomeWatch],
];
const inside = [AppointmentLog, AppointmentViews, CalendarLinks, Invitations, Reminders, ReminderOrigins];
const repositories = [
  ...[AppointmentsRepository, AppointmentSettingsRepository, AttendeesRepository],
  ...[CalendarFeedRepository, HostCalendarRepository, OutcomeWatchRepository, RemindersRepository],
  ...[ReminderOutlookRepository, RepliesRepository],
];

@Module({
  imports: [ActivitiesModule, DailyMailsModule, MessagingModule, TasksModule],
  providers: [...services, ...inside, ...repositories],
  exports: services,
})
export class AppointmentsModule {}
