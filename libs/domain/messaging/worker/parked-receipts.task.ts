import { Injectable } from '@nestjs/common';
import type { ScheduledTask } from '@platform/jobs/worker';
import { ReceiptApplication } from '../receipts/receipt-application.service';
import { ReceiptIntake } from '../receipts/receipt-intake.service';

/** Looks after receipts that came before their message, and those whose job failed for good. */
@Injectable()
export class ParkedReceiptsTask implements ScheduledTask {
  constructor(
    private readonly receipts: ReceiptApplication,
    private readonly intake: ReceiptIntake,
  ) {}

  async tick(): Promise<void> {
    await this.receipts.applyParked();
    await this.intake.enqueueForgotten();
  }
}
