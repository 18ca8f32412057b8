import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { ChunkPayload, messagingJobs } from '../messaging.jobs';
import { UncertainMessages } from '../uncertain-messages.service';

@Injectable()
export class LookUpUncertainHandler implements JobHandler<typeof messagingJobs.lookUpUncertain> {
  constructor(private readonly uncertain: UncertainMessages) {}

  async run({ chunkId }: ChunkPayload, context: JobContext): Promise<void> {
    const evidence = await this.uncertain.lookUp(context.scope, chunkId, context.signal);
    await context.completeSql((tx) => this.uncertain.settle(tx, chunkId, evidence));
  }
}
