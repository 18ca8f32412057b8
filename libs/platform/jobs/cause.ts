import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@platform/errors';

export interface Cause {
  /** The event that started the chain. */
  causeId: string;
  depth: number;
  /** What acts in the chain at this point, e.g. a workflow's run: lets it know what it caused itself. */
  originId?: string | null;
}

/** The chain of the job that is running; what it publishes or enqueues belongs to it. */
export const currentCause = new AsyncLocalStorage<Cause>();

/** A chain of more events than that is a loop: one automation setting off another that sets off the first. */
export const maxDepth = 16;

/**
 * What an event published now belongs to: one step deeper. Jobs are as deep as what enqueues them, for a job may go on in
 * successors a thousand times; only through an event can one automation set off another.
 */
export function nextCause(): Cause | undefined {
  const cause = currentCause.getStore();
  if (!cause) return undefined;
  if (cause.depth >= maxDepth) {
    throw new DomainError(
      'conflict',
      'cause_chain_too_deep',
      `automation chain ${cause.causeId} is ${maxDepth} steps deep`,
    );
  }
  return { causeId: cause.causeId, depth: cause.depth + 1, originId: cause.originId ?? null };
}

/** Lets what `work` publishes and enqueues belong to the chain of `cause`: for a job that acts for many chains at once. */
export function asPartOf<T>(cause: Cause, work: () => T): T {
  return currentCause.run(cause, work);
}

/** The chain of the job that is running, for work that is put on record otherwise than as a job or an event. */
export function presentCause(): Cause | undefined {
  return currentCause.getStore();
}
