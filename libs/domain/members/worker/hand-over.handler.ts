import { Injectable } from '@nestjs/common';
import { DomainError } from '@platform/errors';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { Handover } from '../handover/handover.service';
import { HandoverPayload, type memberJobs } from '../members.jobs';

@Injectable()
export class HandOverHandler implements JobHandler<typeof memberJobs.handOver> {
  constructor(private readonly handover: Handover) {}

  async run(payload: HandoverPayload, context: JobContext): Promise<void> {
    while (await context.stepSql((tx) => this.handover.work(tx, payload))) {
      if (context.signal.aborted)
        throw new DomainError('unavailable', 'worker_stopping', 'the worker is stopping');
    }
    await context.completeSql(async () => undefined);
  }
}
