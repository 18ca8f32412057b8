import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Env } from '@platform/config';
import { Database, type SqlTx } from '@platform/database';
import { wakeUpId } from './job-state';
import { JobNoticesRepository } from './job-notices.repository';
import { JobsRepository, type InsertedJobs, type WakeUp } from './jobs.repository';
import { QueueBackend, type WakeUpData } from './queue-backend';
import type { QueueName } from './queues';
import { WakeUpNotes, type Outgoing } from './wake-up-notes';

/** One call to the queue carries at most that many wake-ups. */
const batchSize = 1_000;
/** A queue that has not answered by then is treated as away; the relay will add the rows. In ms. */
const queueTimeout = 3_000;

/**
 * Tells BullMQ about committed rows, in batches and behind the caller's back. Nothing here can fail a request: what does not
 * arrive is found and added by the relay.
 */
@Injectable()
export class WakeUps implements OnApplicationShutdown {
  private readonly logger = new Logger(WakeUps.name);
  private readonly notes: WakeUpNotes;
  private pending: Outgoing[] = [];
  private flushing: Promise<void> | null = null;
  private lastFailureLogged = 0;

  constructor(
    private readonly env: Env,
    private readonly backend: QueueBackend,
    private readonly repository: JobsRepository,
    database: Database,
    notices: JobNoticesRepository,
  ) {
    this.notes = new WakeUpNotes(database, repository, notices, (error) => this.report(error));
  }

  /** For rows that were just inserted. */
  announce({ wakeUps, notice }: InsertedJobs): void {
    if (wakeUps.length === 0) return;
    this.notes.promise(notice, wakeUps.length);
    this.send(wakeUps.map((wakeUp) => ({ wakeUp, notice })));
  }

  /** For rows that run again or at another time. */
  add(wakeUps: WakeUp[]): void {
    const horizon = this.env.JOB_HORIZON_HOURS * 3_600_000;
    const near = wakeUps.filter((wakeUp) => wakeUp.delay < horizon);
    this.send(near.map((wakeUp) => ({ wakeUp, notice: null })));
  }

  /** Takes a wake-up off the queue. Only tidiness: the row already says that there is nothing to do. */
  remove(wakeUp: WakeUp): void {
    this.backend
      .queue(wakeUp.queue)
      .remove(wakeUpId(wakeUp.id, wakeUp.run))
      .catch((error: Error) => this.report(error));
  }

  /** Puts rows on the queue now and notes in `tx` that they are there. For the relay, which holds the rows locked. */
  async addNow(tx: SqlTx, wakeUps: WakeUp[]): Promise<void> {
    await withTimeout(this.addToQueues(wakeUps), queueTimeout);
    await this.repository.markEnqueued(tx, wakeUps);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flushing;
    await this.notes.settled();
  }

  private send(outgoing: Outgoing[]): void {
    this.pending.push(...outgoing);
    this.flushing ??= this.flush().finally(() => (this.flushing = null));
  }

  private async flush(): Promise<void> {
    // One turn of the event loop lets everything that commits at this moment join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0, batchSize);
      try {
        await withTimeout(this.addToQueues(batch.map(({ wakeUp }) => wakeUp)), queueTimeout);
        this.notes.add(batch);
      } catch (error) {
        this.pending = [];
        this.notes.giveUp();
        this.report(error as Error);
      }
    }
  }

  private async addToQueues(wakeUps: WakeUp[]): Promise<void> {
    const byQueue = Map.groupBy(wakeUps, ({ queue }) => queue);
    await Promise.all([...byQueue].map(([queue, entries]) => this.addToQueue(queue, entries)));
  }

  private async addToQueue(queue: QueueName, entries: WakeUp[]): Promise<void> {
    await this.backend.queue(queue).addBulk(
      entries.map(({ id, name, run, now, delay }) => ({
        name,
        data: { run } satisfies WakeUpData,
        opts: {
          jobId: wakeUpId(id, run),
          // Both from Postgres: a producer whose clock is an hour off must not make the job an hour early or late.
          timestamp: now,
          delay,
          // The row counts the tries and says when they are used up.
          attempts: 1_000,
          backoff: { type: 'row' },
        },
      })),
    );
  }

  private report(error: Error): void {
    if (Date.now() - this.lastFailureLogged < 10_000) return;
    this.lastFailureLogged = Date.now();
    this.logger.warn(`the queue did not take a wake-up (${error.message}); the relay will add it`);
  }
}

async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
