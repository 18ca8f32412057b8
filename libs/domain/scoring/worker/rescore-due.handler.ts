import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { DueLeads } from '../rescore/due-leads.service';
import { firstPortion, portionAfter } from '../rescore/portions';
import { Rescoring } from '../rescore/rescoring.service';
import type { scoringJobs } from '../scoring.jobs';

/** Marks, scores, history and events are one commit each time: a run that dies has done nothing. */
@Injectable()
export class RescoreDueHandler implements JobHandler<typeof scoringJobs.rescoreDue> {
  constructor(
    private readonly rescoring: Rescoring,
    private readonly due: DueLeads,
  ) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    for (let portion = firstPortion; ;) {
      const [limit, began] = [portion, performance.now()];
      const taken = await context.stepSql((tx) => this.rescoring.takeDue(tx, limit));
      if (taken === undefined) return context.completeSql((tx) => this.due.comeBack(tx));
      if (taken < limit) return;
      portion = portionAfter(limit, performance.now() - began);
    }
  }
}
