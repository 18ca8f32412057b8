import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, newId, type SqlTx } from '@platform/database';
import { Jobs } from '@platform/jobs';
import { DomainError } from '@platform/errors';
import type { NewReceipt } from './receipt';
import { ReceiptBatchesRepository } from './receipt-batches.repository';
import { ReceiptIntakeRepository, type BatchedReceipt } from './receipt-intake.repository';
import { receiptJobs } from './receipts.jobs';

/** One job applies that many: a transaction of tens of milliseconds. */
const batchSize = 1_000;
/** Posts that wait for the database together go in as one, up to this many events. */
const flushSize = 10_000;
/** Longer than all tries of an applying job together. */
const forgottenMinutes = 60;

interface Waiting {
  receipts: NewReceipt[];
  done: () => void;
  failed: (error: unknown) => void;
}

/**
 * Takes in verified webhooks: stored with one statement, a job enqueued in the same transaction. Posts that arrive while a
 * transaction is under way share the next one, so that thousands of single status callbacks cost no thousands of commits.
 */
@Injectable()
export class ReceiptIntake {
  private waiting: Waiting[] = [];
  private flushing = false;

  constructor(
    private readonly database: Database,
    private readonly repository: ReceiptIntakeRepository,
    private readonly batches: ReceiptBatchesRepository,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Resolves once the receipts are committed; known event ids are left out.
   * @throws DomainError unavailable/database_unavailable: the provider must be told to come back.
   */
  take(receipts: NewReceipt[]): Promise<void> {
    if (receipts.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      this.waiting.push({ receipts, done, failed });
      if (!this.flushing) void this.flushAll();
    });
  }

  /** Enqueues batches again whose job failed for good, e.g. in an outage longer than its tries. Answers how many. */
  async enqueueForgotten(): Promise<number> {
    return this.database.sql(CrossTeamScope.system, async (tx) => {
      const batches = await this.batches.forgotten(tx, forgottenMinutes, 1_000);
      await this.enqueue(
        tx,
        batches.map(({ batchId, inbound }) => ({ batchId, inbound })),
      );
      return batches.length;
    });
  }

  private async flushAll(): Promise<void> {
    this.flushing = true;
    while (this.waiting.length > 0) await this.flush(this.nextGroup());
    this.flushing = false;
  }

  private nextGroup(): Waiting[] {
    let size = 0;
    const fits = this.waiting.findIndex(({ receipts }) => (size += receipts.length) > flushSize);
    return this.waiting.splice(0, fits === -1 ? this.waiting.length : Math.max(1, fits));
  }

  private async flush(group: Waiting[]): Promise<void> {
    try {
      await this.store(group.flatMap(({ receipts }) => receipts));
      group.forEach(({ done }) => done());
    } catch (error) {
      // One post that Postgres refuses must not take its neighbours along.
      const alone = group.length === 1 || (error instanceof DomainError && error.retryable);
      if (alone) group.forEach(({ failed }) => failed(error));
      else for (const one of group) await this.flush([one]);
    }
  }

  private async store(receipts: NewReceipt[]): Promise<void> {
    const batched = inBatches(receipts);
    await this.database.sql(CrossTeamScope.system, async (tx) => {
      const stored = await this.repository.insert(tx, batched);
      const inboundBatches = new Set(
        batched.filter(({ kind }) => kind === 'inbound').map(({ batchId }) => batchId),
      );
      await this.enqueue(
        tx,
        stored.map(({ batchId }) => ({ batchId, inbound: inboundBatches.has(batchId) })),
      );
    });
  }

  private async enqueue(tx: SqlTx, batches: { batchId: string; inbound: boolean }[]): Promise<void> {
    const [inbound, reports] = [batches.filter((one) => one.inbound), batches.filter((one) => !one.inbound)];
    if (reports.length > 0) await this.jobs.enqueueMany(tx, receiptJobs.applyReceipts, reports.map(entryOf));
    if (inbound.length > 0) await this.jobs.enqueueMany(tx, receiptJobs.applyInbound, inbound.map(entryOf));
  }
}

const entryOf = ({ batchId }: { batchId: string }) => ({ payload: { batchId }, dedupeKey: batchId });

/** Reports share a batch, and with it a job; what a person wrote has one of its own. */
function inBatches(receipts: readonly NewReceipt[]): BatchedReceipt[] {
  let batchId = newId();
  let size = 0;
  return receipts.map((receipt) => {
    if (receipt.kind === 'inbound') return { ...receipt, batchId: newId() };
    if (size === batchSize) {
      batchId = newId();
      size = 0;
    }
    size += 1;
    return { ...receipt, batchId };
  });
}
