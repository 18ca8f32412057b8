import { Injectable } from '@nestjs/common';
import { CustomFieldClearing, type ClearFieldPayload, type customFieldJobs } from '@domain/custom-fields';
import { DomainError } from '@platform/errors';
import type { JobContext, JobHandler } from '@platform/jobs/worker';

@Injectable()
export class ClearFieldHandler implements JobHandler<typeof customFieldJobs.clear> {
  constructor(private readonly clearing: CustomFieldClearing) {}

  async run({ fieldId }: ClearFieldPayload, context: JobContext): Promise<void> {
    while (await context.stepSql((tx) => this.clearing.step(tx, fieldId))) {
      if (context.signal.aborted)
        throw new DomainError('unavailable', 'worker_stopping', 'the worker is stopping');
    }
    await context.completeSql((tx) => this.clearing.finish(tx, fieldId));
  }
}
