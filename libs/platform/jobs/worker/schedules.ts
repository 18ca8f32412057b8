import { Injectable, Logger, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Job as BullJob } from 'bullmq';
import { CrossTeamScope, Database } from '@platform/database';
import { QueueBackend, type WakeUpData } from '../queue-backend';
import { ReconcilerRepository } from './reconciler.repository';

export interface ScheduledTask {
  /** One tick. Runs on one worker per slot; a slot missed in an outage is not made up for. */
  tick(slot: Date): Promise<void>;
}

export interface Schedule {
  /** `slice.verb`; the BullMQ job scheduler's id. */
  name: string;
  /** Either every so many ms, or a cron pattern in a zone. */
  every?: number;
  cron?: { pattern: string; zone: string };
  task: Type<ScheduledTask>;
  /** A tick that is safe to run twice may skip taking its slot. */
  idempotent?: boolean;
}

const schedules: Schedule[] = [];

/** Declares a recurring task. Workers upsert all of them at boot and every few seconds, and never remove one first. */
export function schedule(definition: Schedule): Type<ScheduledTask> {
  if (!schedules.some(({ name }) => name === definition.name)) schedules.push(definition);
  return definition.task;
}

/** Keeps the BullMQ job schedulers in place and runs their ticks. */
@Injectable()
export class Schedules {
  private readonly logger = new Logger(Schedules.name);

  constructor(
    private readonly backend: QueueBackend,
    private readonly database: Database,
    private readonly repository: ReconcilerRepository,
    private readonly modules: ModuleRef,
  ) {}

  async upsertAll(): Promise<void> {
    const queue = this.backend.queue('maintenance');
    for (const { name, every, cron } of schedules) {
      await queue.upsertJobScheduler(
        name,
        cron ? { pattern: cron.pattern, tz: cron.zone } : { every: every! },
        {
          name,
          data: { run: 0 },
          opts: { attempts: 1, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } },
        },
      );
    }
  }

  /** True when the wake-up was a schedule's tick. */
  async runTick(wakeUp: BullJob<WakeUpData>): Promise<boolean> {
    const definition = schedules.find(({ name }) => name === wakeUp.name);
    if (!definition) return wakeUp.repeatJobKey !== undefined && this.drop(wakeUp.name);
    const slot = new Date(wakeUp.timestamp + (wakeUp.opts.delay ?? 0));
    if (!definition.idempotent) {
      const ours = await this.database.sql(CrossTeamScope.system, (tx) =>
        this.repository.takeSlot(tx, definition.name, slot),
      );
      if (!ours) return true;
    }
    await this.modules.get<ScheduledTask>(definition.task, { strict: false }).tick(slot);
    return true;
  }

  /** A schedule outlives the code that declared it, e.g. after a roll-back. */
  private drop(name: string): true {
    this.logger.warn(`schedule ${name} is not known to this version; its tick is dropped`);
    return true;
  }
}
