import type { QueueName } from './queues';

export type PayloadClass<P extends object> = new () => P;

export interface Backoff {
  /** First pause in ms; doubles with each attempt up to `maxMs`. */
  firstMs: number;
  maxMs: number;
}

export interface JobDefinition<P extends object = object> {
  /** `slice.verb`. Renaming a job is a migration: rows of the old name are waiting. */
  readonly name: string;
  readonly queue: QueueName;
  /** Ids and primitives with class-validator rules. A payload only grows, by optional properties. */
  readonly payload: PayloadClass<P>;
  /** Tries before the job is `failed`. A worker's death is not a try. */
  readonly attempts: number;
  readonly backoff: Backoff;
}

/** Declares a job once: name, queue, payload and retries. See CONTRIBUTING.md, "Add a job". */
export function defineJob<P extends object>(definition: JobDefinition<P>): JobDefinition<P> {
  if (!/^[a-z-]+\.[a-z-]+$/.test(definition.name))
    throw new TypeError(`job name "${definition.name}" is not slice.verb`);
  return Object.freeze(definition);
}

export const exponential = (firstSeconds: number, maxSeconds = 900): Backoff => ({
  firstMs: firstSeconds * 1_000,
  maxMs: maxSeconds * 1_000,
});

/** Pause before the next try, in ms: exponential with half of it random, so that a crowd of failures does not return as a crowd. */
export function backoffDelay(backoff: Backoff, attemptsMade: number, random: number = Math.random()): number {
  const full = Math.min(backoff.firstMs * 2 ** Math.max(0, attemptsMade - 1), backoff.maxMs);
  return Math.round(full / 2 + (full / 2) * random);
}
