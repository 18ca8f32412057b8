import { taskAssigned, taskOverdue, taskReminderDue } from '@domain/tasks';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToTasks(): void {
  for (const event of [taskAssigned, taskOverdue, taskReminderDue])
    subscribe(event, notificationJobs.tellTask, ({ teamId, id }) => ({ teamId, eventId: id }));
}
