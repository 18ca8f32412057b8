import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Decay } from '../rescore/decay.service';
import { firstPortion, portionAfter } from '../rescore/portions';
import type { scoringJobs } from '../scoring.jobs';

@Injectable()
export class DecayHandler implements JobHandler<typeof scoringJobs.decay> {
  constructor(private readonly decay: Decay) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    let behind: string | null = null;
    let portion = firstPortion;
    do {
      const [from, leads, began]: [string | null, number, number] = [behind, portion, performance.now()];
      behind = await context.advanceSql((tx) => this.decay.continue(tx, from, leads));
      portion = portionAfter(leads, performance.now() - began);
    } while (behind !== null);
  }
}
