import { Injectable } from '@nestjs/common';
import type { Tx } from '@platform/database';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { MessageLayout } from '../layout/message-layout.service';
import type { LayOutPayload, messagingJobs } from '../messaging.jobs';

/** One portion per run, then its successor at the end of the queue: another team's campaign has its turn in between. */
@Injectable()
export class LayOutHandler implements JobHandler<typeof messagingJobs.layOut> {
  constructor(private readonly layout: MessageLayout) {}

  async run(payload: LayOutPayload, context: JobContext): Promise<void> {
    await context.completeSql((tx) => this.layout.continue(tx, payload));
  }

  async abandoned(tx: Tx, { sourceId }: LayOutPayload): Promise<void> {
    await this.layout.fail(tx, sourceId);
  }
}
