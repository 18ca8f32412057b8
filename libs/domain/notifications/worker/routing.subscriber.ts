import { leadOffered, slaBreached } from '@domain/routing';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToRouting(): void {
  for (const event of [leadOffered, slaBreached])
    subscribe<object, { teamId: string; eventId: string }>(
      event,
      notificationJobs.tellRouting,
      ({ teamId, id }) => ({ teamId, eventId: id }),
    );
}
