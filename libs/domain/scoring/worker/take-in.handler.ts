import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { scoringJobs, TakeInPayload } from '../scoring.jobs';
import { TakeIn } from '../signals/take-in.service';

@Injectable()
export class TakeInHandler implements JobHandler<typeof scoringJobs.takeIn> {
  constructor(private readonly takeIn: TakeIn) {}

  async run({ eventIds }: TakeInPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.takeIn.take(tx, eventIds));
  }
}
