import { subscribe, subscribeBatch } from '@platform/events/worker';
import { EVENT_MEANINGS } from '../triggers/event-signals';
import { workflowDeleted, workflowPublished, workflowToggled } from '../workflows.events';
import { workflowJobs } from '../workflows.jobs';

/** Events by the hundred: most of them concern no run, and one look at many is cheap. */
export function subscribeToEvents(): void {
  const names = Object.keys(EVENT_MEANINGS).map((name) => ({ name }));
  subscribeBatch(names, workflowJobs.matchEvents, ({ teamId, eventIds }) => ({ teamId, eventIds }));
  subscribe(workflowPublished, workflowJobs.settlePublish, ({ teamId, payload }) => ({
    teamId,
    workflowId: payload.workflowId,
    versionId: payload.to,
  }));
  subscribe(workflowDeleted, workflowJobs.endRuns, ({ teamId, payload }) => ({
    teamId,
    workflowId: payload.workflowId,
  }));
  // Switched off, its clock is forgotten: what falls due meanwhile is not made up for.
  subscribe(workflowToggled, workflowJobs.watch, ({ teamId, payload }) => ({
    teamId,
    workflowId: payload.workflowId,
  }));
}
