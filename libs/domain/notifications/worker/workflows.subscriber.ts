import { userNotified } from '@domain/workflows';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToWorkflows(): void {
  subscribe(userNotified, notificationJobs.tellNotice, ({ teamId, id }) => ({ teamId, eventId: id }));
}
