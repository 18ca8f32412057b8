import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Enrolments } from '../triggers/enrolments.service';
import { type workflowJobs, EnrolPayload } from '../workflows.jobs';

@Injectable()
export class EnrolHandler implements JobHandler<typeof workflowJobs.enrol> {
  constructor(private readonly enrolments: Enrolments) {}

  async run({ enrolmentId }: EnrolPayload, context: JobContext): Promise<void> {
    // Each portion is a commit: a worker that dies loses one, and the next goes on behind the last.
    while (await context.stepSql((tx) => this.enrolments.work(tx, enrolmentId)))
      context.signal.throwIfAborted();
  }

  async abandoned(tx: Tx, { enrolmentId }: EnrolPayload, reason: string): Promise<void> {
    await this.enrolments.giveUp(tx, enrolmentId, reason);
  }
}
