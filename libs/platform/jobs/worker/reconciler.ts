import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { wakeUpId, workerDied } from '../job-state';
import { QueueBackend } from '../queue-backend';
import { JobClaimsRepository } from './job-claims.repository';
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
    const dead = await this.database.sql(CrossTeamScope.system, (tx) =>
      this.claims.returnExpired(tx, batchSize),
    );
    for (const job of dead) {
      this.logger.error(
        { jobId: job.id, name: job.name },
        'a job killed its worker three times and is quarantined',
      );
      await this.database.transaction(scopeOf(job), (tx) =>
        this.runner.abandon(tx, job.name, job.payload, workerDied),
      );
    }
    jobMetrics.recovered('dead', dead.length);
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
