import type { Provider, Type } from '@nestjs/common';
import type { SqlTx, TenantScope, Tx } from '@platform/database';
import type { JobDefinition } from '../define-job';

export interface JobContext {
  readonly jobId: string;
  /** The team of the job. Reading it in a job without a team throws. */
  readonly scope: TenantScope;
  /** Tries so far, this one included. */
  readonly attempt: number;
  /** Aborted when the worker must stop or has lost the job to another. */
  readonly signal: AbortSignal;
  /**
   * Commits the job's last effects and its completion in one transaction. A handler without last effects just returns.
   * @throws LeaseLost when the job belongs to another worker by now; everything in `work` is rolled back then.
   */
  complete(work: (tx: Tx) => Promise<object | void>): Promise<void>;
  /** The same without Prisma, for hot paths. */
  completeSql(work: (tx: SqlTx) => Promise<object | void>): Promise<void>;
  /** Commits an intermediate step, only while the job is still this worker's. @throws LeaseLost */
  step<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  stepSql<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>;
  /**
   * A step behind which the job never goes back. Workers that died on the job before it count no more: what kills its worker
   * again and again does not get this far.
   */
  advanceSql<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>;
  /** Stores how far the job is, for people. Batched; the newest value wins. */
  progress(value: object): void;
}

/** Does one job. May run twice; what it must not do twice goes through `complete`, `step` or the message ledger. */
export interface JobHandler<J extends JobDefinition> {
  run(payload: PayloadOf<J>, context: JobContext): Promise<void>;
  /** Called once, in the transaction that gives the job up for good, so that its subject does not wait for ever. */
  abandoned?(tx: Tx, payload: PayloadOf<J>, reason: string): Promise<void>;
}

export type PayloadOf<J> = J extends JobDefinition<infer P> ? P : never;

export interface HandlerBinding {
  job: JobDefinition;
  handler: Type<JobHandler<JobDefinition>>;
}

export const handlerBindings: HandlerBinding[] = [];

/**
 * Binds every job of a slice to its handler: `providers: handle(campaignJobs, { launch: LaunchHandler })`.
 * A job without a handler, or a handler for another payload, does not compile.
 */
export function handle<Jobs extends Record<string, JobDefinition<never> | JobDefinition>>(
  jobs: Jobs,
  handlers: { [K in keyof Jobs]: Type<JobHandler<Jobs[K] & JobDefinition>> },
): Provider[] {
  for (const key of Object.keys(jobs) as (keyof Jobs)[]) {
    const job = jobs[key] as unknown as JobDefinition;
    const handler = handlers[key] as unknown as Type<JobHandler<JobDefinition>>;
    const existing = handlerBindings.find((binding) => binding.job.name === job.name);
    if (existing && existing.handler !== handler) throw new Error(`job ${job.name} has two handlers`);
    if (!existing) handlerBindings.push({ job, handler });
  }
  return Object.values(handlers) as Provider[];
}

/** The job went to another worker while this one held it, e.g. after a long pause of the process. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
