import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { wakeUpId, workerDied } from '../job-state';
import { QueueBackend } from '../queue-backend';
import { JobClaimsRepository, type KillerJob } from './job-claims.repository';
import { jobMetrics } from './job-metrics';
import { JobRunner, scopeOf } from './job-runner';
import { ReconcilerRepository } from './reconciler.repository';
import { Relay } from './relay';

/** A due row that has been on the queue that long without being started is asked about. In ms. */
const overdueMs = 30_000;
const batchSize = 200;

/** Finds what fell between Postgres and the queue and puts it back. Safe with any number of workers, idle when all is well. */
@Injectable()
export class Reconciler {
  private readonly logger = new Logger(Reconciler.name);

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly backend: QueueBackend,
    private readonly claims: JobClaimsRepository,
    private readonly repository: ReconcilerRepository,
    private readonly runner: JobRunner,
    private readonly relay: Relay,
  ) {}

  async reconcile(): Promise<void> {
    await this.returnExpired();
    await this.findOverdue();
    this.relay.loop.nudge();
  }

  /**
   * Redis keeps a key of ours. When it is gone, Redis has lost its memory (FLUSHALL, a restart without AOF) and every row must be
   * put on the queue again. Answers true when that happened.
   */
  async checkEpoch(): Promise<boolean> {
    const { redis } = this.backend;
    if (!redis) return false;
    const key = this.backend.key('epoch');
    const firstToSee = await redis.set(key, String(Date.now()), 'NX');
    if (firstToSee !== 'OK') return false;
    const forgotten = await this.database
      .sql(CrossTeamScope.system, (tx) => this.repository.forgetQueue(tx))
      .catch(async (error: unknown) => {
        // Without the key the next check tries again; with it the rows would wait for the slower overdue search.
        await redis.del(key);
        throw error;
      });
    if (forgotten > 0) {
      this.logger.warn(`the queue has lost its memory: ${forgotten} jobs are put back`);
      jobMetrics.recovered('queue_lost', forgotten);
      this.relay.loop.nudge();
    }
    return true;
  }

  private async returnExpired(): Promise<void> {
    const [returned, killers] = await this.database.sql(
      CrossTeamScope.system,
      async (tx) =>
        [await this.claims.returnExpired(tx, batchSize), await this.claims.killers(tx, batchSize)] as const,
    );
    jobMetrics.recovered('crashed', returned);
    for (const job of killers) {
      // One that cannot be ended stays as it is for the next time; it must not keep the others.
      await this.quarantine(job).catch((error: unknown) =>
        this.logger.error({ jobId: job.id, name: job.name, err: error }, 'a job could not be quarantined'),
      );
    }
  }

  /** Its end and what its subject makes of it are one commit: this worker may be the next to die. */
  private async quarantine(job: KillerJob): Promise<void> {
    const ended = await this.database.transaction(scopeOf(job), async (tx) => {
      const done = await this.claims.quarantine(tx, job);
      if (done) await this.runner.abandon(tx, job.name, job.payload, workerDied);
      return done;
    });
    if (!ended) return;
    this.logger.error(
      { jobId: job.id, name: job.name },
      'a job killed its worker three times and is quarantined',
    );
    jobMetrics.recovered('dead', 1);
  }

  private async findOverdue(): Promise<void> {
    const rows = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.repository.overdue(tx, {
        lateMs: Math.min(overdueMs, this.env.JOB_LEASE_MS * 3),
        limit: batchSize,
      }),
    );
    if (rows.length === 0) return;
    const waiting = new Set(['waiting', 'prioritized', 'active', 'waiting-children']);
    const states = await Promise.all(
      rows.map(({ id, run, queue }) => this.backend.queue(queue).getJobState(wakeUpId(id, run))),
    );
    const lost = rows.filter((_row, index) => !waiting.has(states[index]!));
    const queued = rows.filter((_row, index) => waiting.has(states[index]!));
    await this.database.sql(CrossTeamScope.system, async (tx) => {
      if (lost.length > 0) await this.repository.requeue(tx, lost);
      if (queued.length > 0)
        await this.repository.stillQueued(
          tx,
          queued.map(({ id }) => id),
        );
    });
    if (lost.length > 0)
      this.logger.warn(`${lost.length} due jobs were missing from the queue and are put back`);
    jobMetrics.recovered('overdue', lost.length);
  }
}
