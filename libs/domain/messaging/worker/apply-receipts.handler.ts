import { Injectable } from '@nestjs/common';
import type { JobHandler } from '@platform/jobs/worker';
import { ReceiptApplication } from '../receipts/receipt-application.service';
import type { ApplyReceipts, receiptJobs } from '../receipts/receipts.jobs';

/** Each team's receipts commit by themselves and only once, so a run that is repeated goes on where the last one ended. */
@Injectable()
export class ApplyReceiptsHandler implements JobHandler<typeof receiptJobs.applyReceipts> {
  constructor(private readonly receipts: ReceiptApplication) {}

  async run({ batchId }: ApplyReceipts): Promise<void> {
    await this.receipts.applyBatch(batchId);
  }
}
