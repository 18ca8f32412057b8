export { Agendas } from './agenda/agenda.service';
export {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  appointmentLimits,
  ATTENDEE_RESPONSES,
} from './appointment';
export type {
  Appointment,
  AppointmentChanges,
  AppointmentFilter,
  AppointmentStatus,
  AppointmentType,
  AppointmentView,
  Attendee,
  AttendeeInput,
  AttendeeResponse,
  BusySpan,
  NewAppointment,
  ReminderView,
} from './appointment';
export { appointmentRows } from './appointment-rows';
export { letter, oneLine } from './appointment-letter';
export { AppointmentOutcomes } from './appointment-outcomes.service';
export { /** @public */ appointmentEvents, inAppReminderDue } from './appointments.events';
export { AppointmentsModule } from './appointments.module';
export { AppointmentsService } from './appointments.service';
export { Calendars } from './calendar/calendars.service';
export { FreeBusy } from './free-busy.service';
export type { BusyPerson } from './free-busy.service';
export { localMoment } from './local-moment';
export { ReminderOutlook, type ForeseenReminder } from './reminders/reminder-outlook.service';
export { QUIET_HOURS, REMINDER_AUDIENCES, REMINDER_CHANNELS } from './reminders/reminder-rule';
export type { QuietHours, ReminderAudience, ReminderChannel, ReminderRule } from './reminders/reminder-rule';
export { ReminderSettings } from './reminders/reminder-settings.service';
