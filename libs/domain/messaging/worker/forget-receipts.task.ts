import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { ReceiptRetention } from '../receipts/receipt-retention.service';

@Injectable()
export class ForgetReceiptsTask implements ScheduledTask {
  constructor(private readonly retention: ReceiptRetention) {}

  async tick(): Promise<void> {
    await this.retention.forget();
  }
}
