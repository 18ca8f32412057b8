import { inAppReminderDue } from '@domain/appointments';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToAppointments(): void {
  subscribe(inAppReminderDue, notificationJobs.tellReminder, ({ teamId, payload }) => ({
    teamId,
    appointmentId: payload.appointmentId,
    reminderId: payload.reminderId,
    userId: payload.userId,
  }));
}
