import { leadDeleted } from '@domain/leads';
import { subscribeBatch } from '@platform/events/worker';
import { scoringJobs } from '../scoring.jobs';
import { eventMeanings } from '../signals/event-signals';

/** Everything that scores know about, and leads that are gone. */
export function subscribeToEvidence(): void {
  const events = [...Object.keys(eventMeanings), leadDeleted.name].map((name) => ({ name }));
  subscribeBatch(events, scoringJobs.takeIn, ({ teamId, eventIds }) => ({ teamId, eventIds }), 1_000);
}
