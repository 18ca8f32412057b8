import type { JobDefinition } from '@platform/jobs';
import type { EventDefinition } from '../define-event';

export interface Subscription {
  event: string;
  job: JobDefinition;
  payload: (event: { id: string; teamId: string; payload: unknown }) => object;
}

const subscriptions: Subscription[] = [];

/**
 * Has `job` run for every `event`. Each subscriber is a job of its own, so one that fails is retried alone. The job is keyed by
 * the event: an event that is dispatched twice runs its subscribers once.
 */
export function subscribe<E extends object, P extends object>(
  event: EventDefinition<E>,
  job: JobDefinition<P>,
  payload: (event: { id: string; teamId: string; payload: E }) => P,
): void {
  if (subscriptions.some((existing) => existing.event === event.name && existing.job.name === job.name))
    return;
  subscriptions.push({
    event: event.name,
    job: job as JobDefinition,
    payload: payload as Subscription['payload'],
  });
}

export function subscriptionsTo(event: string): Subscription[] {
  return subscriptions.filter((subscription) => subscription.event === event);
}
