import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import type { messagingJobs, SourcePayload } from '../messaging.jobs';
import { CancellationRepository } from '../cancellation.repository';

/** Chunks per step: some 10,000 rows, a second of writing at most. */
const chunksPerStep = 10;

@Injectable()
export class WriteCancelledHandler implements JobHandler<typeof messagingJobs.writeCancelled> {
  constructor(private readonly repository: CancellationRepository) {}

  async run({ sourceId }: SourcePayload, context: JobContext): Promise<void> {
    let after: string | null = null;
    do {
      const from: string | null = after;
      after = await context.stepSql((tx) => this.repository.writeNext(tx, sourceId, from, chunksPerStep));
    } while (after !== null);
  }
}
