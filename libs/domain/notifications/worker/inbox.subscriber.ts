import { memberMentionedInThread } from '@domain/inbox';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToInbox(): void {
  subscribe(memberMentionedInThread, notificationJobs.tellThread, ({ teamId, id }) => ({
    teamId,
    eventId: id,
  }));
}
