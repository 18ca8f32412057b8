import { subscribeBatch } from '@platform/events/worker';
import { liveUpdateJobs } from '../live-updates.jobs';
import { meanings } from '../meanings';

export function subscribeToNews(): void {
  const events = [...meanings.keys()].map((name) => ({ name }));
  subscribeBatch(events, liveUpdateJobs.tell, ({ teamId, eventIds }) => ({ teamId, eventIds }), 1_000);
}
