import { subscribeBatch } from '@platform/events/worker';
import { heardEvents } from '../desk/intake.service';
import { routingJobs } from '../routing.jobs';

export function subscribeToLeads(): void {
  subscribeBatch(heardEvents, routingJobs.takeIn, ({ teamId, eventIds }) => ({ teamId, eventIds }), 1_000);
}
