import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Rescoring } from '../rescore/rescoring.service';
import type { scoringJobs } from '../scoring.jobs';

/** Leads per transaction. */
const portion = 1_000;

/** Marks, scores, history and events are one commit each time: a run that dies has done nothing. */
@Injectable()
export class RescoreDueHandler implements JobHandler<typeof scoringJobs.rescoreDue> {
  constructor(private readonly rescoring: Rescoring) {}

  async run(_payload: object, context: JobContext): Promise<void> {
    for (let taken = portion; taken === portion;) {
      taken = await context.stepSql((tx) => this.rescoring.takeDue(tx, portion));
    }
  }
}
