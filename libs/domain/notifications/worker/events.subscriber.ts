import { subscribeBatch } from '@platform/events/worker';
import { noticedEvents } from '../event-notices.service';
import { notificationJobs } from '../notifications.jobs';

/** What comes by the hundred, such as leads that are handed over together, is told in one sentence. */
export function subscribeToEvents(): void {
  subscribeBatch(
    noticedEvents,
    notificationJobs.tellEvents,
    ({ teamId, eventIds }) => ({ teamId, eventIds }),
    500,
  );
}
