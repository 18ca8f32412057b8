import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import { workerDied, type JobContext, type JobHandler } from '@platform/jobs/worker';
import type { scoringJobs, TakeInPayload } from '../scoring.jobs';
import { TakeIn } from '../signals/take-in.service';

@Injectable()
export class TakeInHandler implements JobHandler<typeof scoringJobs.takeIn> {
  constructor(private readonly takeIn: TakeIn) {}

  async run({ eventIds }: TakeInPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.takeIn.take(tx, eventIds));
  }

  /** A worker that dies is seldom the fault of an event, and no evidence may be lost: they are told again, in smaller batches. */
  async abandoned(tx: Tx, { eventIds, round = 0 }: TakeInPayload, reason: string): Promise<void> {
    if (reason === workerDied) await this.takeIn.tellAgain(tx, eventIds, round + 1);
  }
}
