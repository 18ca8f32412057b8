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

export interface BatchSubscription {
  events: ReadonlySet<string>;
  job: JobDefinition;
  size: number;
  payload: (batch: EventBatch) => object;
}

export interface EventBatch {
  teamId: string;
  eventIds: string[];
}

const batchSubscriptions: BatchSubscription[] = [];

/**
 * Has one `job` run for up to `size` events of a team, of any of the named kinds: for a subscriber that can treat many at once.
 * It reads them with `Events.read`. The job carries no cause of its own: what it does for an event states that event's.
 */
export function subscribeBatch<P extends object>(
  events: readonly { name: string }[],
  job: JobDefinition<P>,
  payload: (batch: EventBatch) => P,
  size = 250,
): void {
  if (batchSubscriptions.some((existing) => existing.job.name === job.name)) return;
  const names = new Set(events.map(({ name }) => name));
  batchSubscriptions.push({ events: names, job: job as JobDefinition, size, payload });
}

export function allBatchSubscriptions(): readonly BatchSubscription[] {
  return batchSubscriptions;
}
