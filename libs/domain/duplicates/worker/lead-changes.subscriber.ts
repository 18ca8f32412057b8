import { leadCreated, leadDeleted, leadMerged, leadMergeUndone, leadUpdated } from '@domain/leads';
import { subscribeBatch } from '@platform/events/worker';
import { duplicateJobs } from '../duplicates.jobs';

/** Whoever comes, changes or goes is compared: by the batch, for an import brings thousands. */
export function subscribeToLeads(): void {
  const events = [leadCreated, leadUpdated, leadDeleted, leadMerged, leadMergeUndone].map(({ name }) => ({
    name,
  }));
  subscribeBatch(events, duplicateJobs.compare, ({ teamId, eventIds }) => ({ teamId, eventIds }), 1_000);
}
