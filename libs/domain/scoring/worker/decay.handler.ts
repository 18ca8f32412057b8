import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Decay } from '../rescore/decay.service';
import type { scoringJobs } from '../scoring.jobs';

@Injectable()
export class DecayHandler implements JobHandler<typeof scoringJobs.decay> {
  constructor(private readonly decay: Decay) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    let behind: string | null = null;
    do {
      const from: string | null = behind;
      behind = await context.advanceSql((tx) => this.decay.continue(tx, from));
    } while (behind !== null);
  }
}
