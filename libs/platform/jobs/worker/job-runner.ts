import { Injectable, Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, type Job as BullJob } from 'bullmq';
import { ModuleRef } from '@nestjs/core';
import { Env } from '@platform/config';
import { CrossTeamScope, Database, TenantScope, type SqlTx, type Tx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { withLogFields } from '@platform/logging';
import { currentCause } from '../cause';
import { backoffDelay, type JobDefinition } from '../define-job';
import { parseWakeUpId } from '../job-state';
import { parsePayload } from '../payload';
import type { WakeUpData } from '../queue-backend';
import { HeldJobs } from './held-jobs';
import { JobClaimsRepository, type ClaimedJob } from './job-claims.repository';
import { JobDesk } from './job-desk';
import { handlerBindings, LeaseLost, type JobContext, type JobHandler } from './job-handlers';
import { jobMetrics } from './job-metrics';

/** A worker whose clock is fast gets jobs early. It keeps such a job back that long, so that it does not spin on it. In ms. */
const earlyPause = 1_000;

/** Does what a wake-up asks for: claim the row, run the handler, settle the row. The row decides, the wake-up only asks. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);

  constructor(
    private readonly env: Env,
    private readonly modules: ModuleRef,
    private readonly database: Database,
    private readonly desk: JobDesk,
    private readonly claims: JobClaimsRepository,
    private readonly held: HeldJobs,
  ) {}

  /** @throws DelayedError, UnrecoverableError or an error with `retryInMs`, which BullMQ understands */
  async run(wakeUp: BullJob<WakeUpData>, token?: string): Promise<void> {
    const parsed = parseWakeUpId(wakeUp.id ?? '');
    if (!parsed) {
      this.logger.warn({ id: wakeUp.id, name: wakeUp.name }, 'a job that no row stands behind was dropped');
      return;
    }
    const answer = await this.desk.claim({ id: parsed.jobId, run: parsed.run });
    if (answer.kind === 'nothing') return;
    if (answer.kind === 'early') {
      await new Promise((resolve) => setTimeout(resolve, Math.min(answer.waitMs, earlyPause)));
      await wakeUp.moveToDelayed(answer.dueAt.getTime(), token);
      throw new DelayedError();
    }
    await this.execute(answer.job);
  }

  private async execute(job: ClaimedJob): Promise<void> {
    const binding = handlerBindings.find(({ job: { name } }) => name === job.name);
    const signal = this.held.hold(job);
    const started = performance.now();
    jobMetrics.started(job.name, Date.now() - job.dueAt.getTime());
    let settled = false;
    try {
      if (!binding)
        throw new DomainError('invalid', 'job_unknown', `no handler for ${job.name} in this version`);
      const payload = parsePayload(binding.job, job.payload, 'worker');
      const handler = this.modules.get<JobHandler<JobDefinition>>(binding.handler, { strict: false });
      const context = this.contextOf(job, signal, () => (settled = true));
      const cause = { causeId: job.causeId ?? job.id, depth: job.depth, originId: job.originId };
      await withLogFields({ jobId: job.id, job: job.name }, () =>
        currentCause.run(cause, () => handler.run(payload, context)),
      );
      if (!settled && !(await this.desk.complete(job)))
        throw new LeaseLost(`job ${job.id} went to another worker`);
      jobMetrics.finished(job.name, 'completed', performance.now() - started);
    } catch (error) {
      if (error instanceof LeaseLost) {
        jobMetrics.finished(job.name, 'lost', performance.now() - started);
        this.logger.warn({ jobId: job.id, name: job.name }, error.message);
        return;
      }
      // The completion is committed: what a handler does after it cannot undo the job.
      if (settled) {
        this.logger.error({ jobId: job.id, name: job.name, err: error }, 'a job failed after its completion');
        return;
      }
      await this.fail(job, binding?.job, error as Error, performance.now() - started);
    } finally {
      this.held.release(job.id);
    }
  }

  private async fail(
    job: ClaimedJob,
    definition: JobDefinition | undefined,
    error: Error,
    tookMs: number,
  ): Promise<never | void> {
    const final = !definition || (error instanceof DomainError && !error.retryable);
    const wanted = error instanceof DomainError ? error.extra.retryAfterSeconds : undefined;
    const delayMs = Math.max(
      (wanted ?? 0) * 1_000,
      definition ? backoffDelay(definition.backoff, job.attempts) : 0,
    );
    const failure = { error: `${error.name}: ${error.message}`.slice(0, 2_000), delayMs, final };
    const state = await this.database.transaction(scopeOf(job), async (tx) => {
      const next = await this.claims.fail(tx, job, failure);
      if (next === 'failed' && definition) await this.abandon(tx, job.name, job.payload, failure.error);
      return next;
    });
    jobMetrics.finished(job.name, state ?? 'lost', tookMs);
    this.logger.warn(
      { jobId: job.id, name: job.name, attempt: job.attempts, state, err: error },
      'a job failed',
    );
    if (state === undefined) return;
    // BullMQ keeps the message: ids and codes only, never what a provider or a person wrote.
    const shown = error instanceof DomainError ? error.code : error.name;
    if (state === 'failed') throw new UnrecoverableError(shown);
    throw Object.assign(new Error(shown), { retryInMs: delayMs });
  }

  /** Lets a job's subject know, in `tx`, that the job will not run any more. */
  async abandon(tx: Tx, name: string, payload: unknown, reason: string): Promise<void> {
    const binding = handlerBindings.find(({ job }) => job.name === name);
    if (!binding) return;
    const handler = this.modules.get<JobHandler<JobDefinition>>(binding.handler, { strict: false });
    await handler.abandoned?.(tx, payload as object, reason);
  }

  private contextOf(job: ClaimedJob, signal: AbortSignal, settled: () => void): JobContext {
    const fenced = async (tx: SqlTx) => {
      if (!(await this.claims.stillOurs(tx, job)))
        throw new LeaseLost(`job ${job.id} went to another worker`);
    };
    const finish = async (tx: SqlTx, result: object | void) => {
      if (!(await this.claims.completeOne(tx, job, result ?? null))) {
        throw new LeaseLost(`job ${job.id} went to another worker`);
      }
    };
    const step = async <X extends SqlTx, T>(tx: X, work: (tx: X) => Promise<T>) => {
      const began = performance.now();
      const done = await work(tx);
      // The heartbeat leaves a row alone that a step holds.
      if (performance.now() - began > this.env.JOB_LEASE_MS / 4)
        await this.claims.extendLease(tx, job, this.env.JOB_LEASE_MS);
      return done;
    };
    return {
      jobId: job.id,
      get scope() {
        return scopeOf(job) as TenantScope;
      },
      attempt: job.attempts,
      signal,
      complete: async (work) => {
        await this.database.transaction(scopeOf(job), async (tx) => finish(tx, await work(tx)));
        settled();
      },
      completeSql: async (work) => {
        await this.database.sql(scopeOf(job), async (tx) => finish(tx, await work(tx)));
        settled();
      },
      step: (work) =>
        this.database.transaction(scopeOf(job), async (tx) => fenced(tx).then(() => step(tx, work))),
      stepSql: (work) => this.database.sql(scopeOf(job), async (tx) => fenced(tx).then(() => step(tx, work))),
      advanceSql: (work) =>
        this.database.sql(scopeOf(job), async (tx) => {
          if (!(await this.claims.advance(tx, job)))
            throw new LeaseLost(`job ${job.id} went to another worker`);
          return step(tx, work);
        }),
      progress: (value) => this.held.setProgress(job.id, value),
    };
  }
}

export function scopeOf({ teamId }: { teamId: string | null }): TenantScope | CrossTeamScope {
  return teamId ? TenantScope.of(teamId) : CrossTeamScope.system;
}
