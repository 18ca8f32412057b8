import { memberMentioned } from '@domain/notes';
import { subscribe } from '@platform/events/worker';
import { notificationJobs } from '../notifications.jobs';

export function subscribeToNotes(): void {
  subscribe(memberMentioned, notificationJobs.tellMention, ({ teamId, id }) => ({ teamId, eventId: id }));
}
