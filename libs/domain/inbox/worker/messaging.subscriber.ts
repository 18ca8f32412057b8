import { inboxJobs } from '@domain/inbox';
import { messageArrived } from '@domain/messaging';
import { subscribe } from '@platform/events/worker';

export function subscribeToMessaging(): void {
  subscribe(messageArrived, inboxJobs.fileMessage, ({ teamId, payload }) => ({
    teamId,
    inboundId: payload.inboundId,
  }));
}
