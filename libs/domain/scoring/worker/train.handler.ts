import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Training } from '../predictions/training.service';
import type { scoringJobs } from '../scoring.jobs';

@Injectable()
export class TrainHandler implements JobHandler<typeof scoringJobs.train> {
  constructor(private readonly training: Training) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    const models = await this.training.learn(context.scope);
    await context.completeSql((tx) => this.training.save(tx, models));
  }
}
