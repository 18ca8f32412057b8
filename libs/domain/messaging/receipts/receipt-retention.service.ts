import { Injectable, Logger } from '@nestjs/common';
import { Env } from '@platform/config';
import { CrossTeamScope, Database } from '@platform/database';
import { inPortions } from '@platform/loops';
import { ReceiptRetentionRepository } from './receipt-retention.repository';

const portion = 2_000;

/** Removes providers' reports that were applied long ago. What they said stays with the messages, suppressions and consents. */
@Injectable()
export class ReceiptRetention {
  private readonly logger = new Logger(ReceiptRetention.name);

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly repository: ReceiptRetentionRepository,
  ) {}

  /** Answers how many there were. Safe to repeat. */
  async forget(): Promise<number> {
    const days = this.env.RECEIPT_RETENTION_DAYS;
    const removed = await inPortions(portion, (limit) =>
      this.database.sql(CrossTeamScope.system, (tx) => this.repository.forget(tx, days, limit)),
    );
    this.logger.log(`removed ${removed} receipts`);
    return removed;
  }
}
