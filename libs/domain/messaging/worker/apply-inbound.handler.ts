import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '@platform/jobs/worker';
import { InboundApplication } from '../inbound/inbound-application.service';
import type { ApplyInbound, receiptJobs } from '../receipts/receipts.jobs';

@Injectable()
export class ApplyInboundHandler implements JobHandler<typeof receiptJobs.applyInbound> {
  constructor(private readonly inbound: InboundApplication) {}

  async run({ batchId }: ApplyInbound, context: JobContext): Promise<void> {
    const found = await context.stepSql((tx) => this.inbound.find(tx, batchId));
    if (!found) return;
    await this.inbound.apply(found.waiting, found.conversations);
    await context.completeSql((tx) => this.inbound.close(tx, found.waiting, found.conversations));
  }
}
