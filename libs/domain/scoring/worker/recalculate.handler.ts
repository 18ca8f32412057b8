import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { firstPortion, portionAfter } from '../rescore/portions';
import { Recalculations } from '../rescore/recalculations.service';
import type { ScoreJobPayload, scoringJobs } from '../scoring.jobs';

@Injectable()
export class RecalculateHandler implements JobHandler<typeof scoringJobs.recalculate> {
  constructor(private readonly recalculations: Recalculations) {}

  async run({ scoreJobId }: ScoreJobPayload, context: JobContext): Promise<void> {
    for (let portion = firstPortion; ;) {
      const [leads, began] = [portion, performance.now()];
      if (!(await context.advanceSql((tx) => this.recalculations.continue(tx, scoreJobId, leads)))) return;
      portion = portionAfter(leads, performance.now() - began);
    }
  }

  async abandoned(tx: Tx, { scoreJobId }: ScoreJobPayload): Promise<void> {
    await this.recalculations.fail(tx, scoreJobId);
  }
}
