import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Worker } from 'bullmq';
import { Env } from '@platform/config';
import { EventDispatcher } from '@platform/events/worker';
import { QueueBackend, type WakeUpData } from '../queue-backend';
import { queueNames } from '../queues';
import { HeldJobs } from './held-jobs';
import { JobRunner } from './job-runner';
import { PollingLoop } from '@platform/loops';
import { Reconciler } from './reconciler';
import { Relay } from './relay';
import { Schedules } from './schedules';

/** How long jobs have to heed the signal, once the time to finish is over. In ms. */
const afterAbortMs = 2_000;

/** Starts everything a worker process runs, and stops it in the one order that loses nothing. */
@Injectable()
export class WorkersHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WorkersHost.name);
  private workers: Worker<WakeUpData>[] = [];
  private readonly epochLoop: PollingLoop;
  private readonly scheduleLoop: PollingLoop;

  constructor(
    private readonly env: Env,
    private readonly backend: QueueBackend,
    private readonly runner: JobRunner,
    private readonly held: HeldJobs,
    private readonly relay: Relay,
    private readonly events: EventDispatcher,
    private readonly reconciler: Reconciler,
    private readonly schedules: Schedules,
  ) {
    this.epochLoop = new PollingLoop('epoch check', 1_000, () => this.checkEpoch(), this.logger);
    this.scheduleLoop = new PollingLoop('schedule upkeep', 15_000, () => this.upsertSchedules(), this.logger);
  }

  onApplicationBootstrap(): void {
    this.workers = queueNames.map((name) =>
      this.backend.createWorker(name, async (wakeUp, token) => {
        if (name === 'maintenance' && (await this.schedules.runTick(wakeUp))) return;
        await this.runner.run(wakeUp, token);
      }),
    );
    for (const worker of this.workers) {
      worker
        .run()
        .catch((error: Error) => this.logger.error(`worker ${worker.name} stopped: ${error.message}`));
    }
    this.relay.loop.start();
    this.events.loop.start();
    this.epochLoop.start();
    this.scheduleLoop.start();
  }

  /** The earliest hook: no new claims, what is held finishes; only then may queues, database and Redis go. */
  async onModuleDestroy(): Promise<void> {
    const loops = [this.scheduleLoop, this.epochLoop, this.events.loop, this.relay.loop];
    const drained = Promise.all([
      ...this.workers.map((worker) => worker.close()),
      ...loops.map((loop) => loop.stop()),
    ]);
    const inTime = await Promise.race([
      drained.then(() => true),
      new Promise<boolean>((resolve) =>
        setTimeout(resolve, this.env.SHUTDOWN_SECONDS * 1_000, false).unref(),
      ),
    ]);
    if (!inTime) {
      this.logger.warn(
        `${this.held.size} jobs did not finish in ${this.env.SHUTDOWN_SECONDS} s and are left to other workers`,
      );
      this.held.abortAll();
      // Closing a second time, by force, would wait for the first: BullMQ remembers it. What does not heed the signal either is left.
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, afterAbortMs).unref())]);
    }
    this.held.stop();
  }

  /** True while the loops and workers of this process run. */
  get running(): boolean {
    return this.workers.length > 0 && this.workers.every((worker) => worker.isRunning());
  }

  private async checkEpoch(): Promise<boolean> {
    if (await this.reconciler.checkEpoch()) await this.schedules.upsertAll();
    return false;
  }

  private async upsertSchedules(): Promise<boolean> {
    await this.schedules.upsertAll();
    return false;
  }
}
