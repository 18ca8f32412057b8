import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { foldReceipts } from './fold-receipts';
import type { Receipt } from './receipt';
import { ReceiptBatchesRepository } from './receipt-batches.repository';
import { ReceiptEffects, type MovedMessage } from './receipt-effects.service';
import { receiptsApplied } from './receipt-metrics';
import { ReceiptsRepository, type LockedMessage, type ReceiptSelection } from './receipts.repository';

/** Enough for the provider's last retry of an event (24 h) and for a restored backup. */
const parkedHours = 72;
const parkedLimit = 1_000;

/** Moves the ledger by what providers reported. Each receipt is counted once, whoever applies it and however often. */
@Injectable()
export class ReceiptApplication {
  constructor(
    private readonly database: Database,
    private readonly batches: ReceiptBatchesRepository,
    private readonly receipts: ReceiptsRepository,
    private readonly effects: ReceiptEffects,
  ) {}

  /** Applies one stored batch; each team's part commits by itself. Running it again finds nothing to do. */
  async applyBatch(batchId: string): Promise<void> {
    const teams = await this.database.sql(CrossTeamScope.system, (tx) => this.batches.teamsOf(tx, batchId));
    for (const team of teams) await this.applyFor(TenantScope.of(team), { batchId });
  }

  /** Applies parked receipts whose message has become known, and gives up on the oldest ones. Answers how many were applied. */
  async applyParked(): Promise<number> {
    const teams = await this.database.sql(CrossTeamScope.system, async (tx) => {
      await this.batches.closeParked(tx, parkedHours);
      return this.batches.teamsWithParked(tx);
    });
    let applied = 0;
    for (const team of teams) {
      for (let more = true; more;) {
        const count = await this.applyFor(TenantScope.of(team), { parkedLimit });
        applied += count;
        more = count === parkedLimit;
      }
    }
    return applied;
  }

  private applyFor(scope: TenantScope, selection: ReceiptSelection): Promise<number> {
    return this.database.sql(scope, async (tx) => {
      const receipts = await this.receipts.lockReceipts(tx, selection);
      if (receipts.length > 0) await this.apply(tx, receipts);
      return receipts.length;
    });
  }

  private async apply(tx: SqlTx, receipts: readonly Receipt[]): Promise<void> {
    const byMessage = Map.groupBy(receipts, ({ messageId }) => messageId);
    const messages = await this.receipts.lockMessages(tx, [...byMessage.keys()]);
    const moved = [...messages.values()].map((before): MovedMessage => {
      const reports = byMessage.get(before.id) ?? [];
      return { before, after: foldReceipts(before, reports), receipts: reports };
    });
    await this.receipts.save(
      tx,
      moved.filter(({ before, after }) => differs(before, after)).map(({ after }) => after),
    );
    await this.effects.of(tx, moved);

    const ids = (those: readonly Receipt[]) => those.map(({ id }) => id);
    const known = receipts.filter(({ messageId }) => messages.has(messageId));
    const parked = receipts.filter(({ messageId }) => !messages.has(messageId));
    await this.receipts.mark(tx, ids(known), 'applied');
    await this.receipts.mark(tx, ids(parked), 'parked');
    tx.afterCommit(() => {
      receiptsApplied.inc({ outcome: 'applied' }, known.length);
      receiptsApplied.inc({ outcome: 'parked' }, parked.length);
    });
  }
}

function differs(before: LockedMessage, after: LockedMessage): boolean {
  return (Object.keys(after) as (keyof LockedMessage)[]).some((key) => before[key] !== after[key]);
}
