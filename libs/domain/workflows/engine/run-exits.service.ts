import { Injectable } from '@nestjs/common';
import { Messages } from '@domain/messaging';
import type { SqlTx } from '@platform/database';
import { RunExitsRepository, type ExitSignal, type RunsMeant } from './run-exits.repository';

/** Ends runs from outside, and takes back what they have put into the ledger and was not sent yet. */
@Injectable()
export class RunExits {
  constructor(
    private readonly repository: RunExitsRepository,
    private readonly messages: Messages,
  ) {}

  /** Answers the runs that ended. `reason` is a stable code. */
  async end(
    tx: SqlTx,
    meant: RunsMeant,
    { state, reason }: { state: 'exited' | 'cancelled'; reason: string },
  ): Promise<string[]> {
    const ended = await this.repository.end(tx, meant, state, reason);
    await this.withdraw(tx, ended);
    return ended;
  }

  /** Ends the runs whose exit rules say so; a run does not end by what it did itself. */
  async signal(tx: SqlTx, signals: readonly ExitSignal[]): Promise<string[]> {
    if (signals.length === 0) return [];
    const ended = await this.repository.endBySignals(tx, signals);
    await this.withdraw(tx, ended);
    return ended;
  }

  private async withdraw(tx: SqlTx, runIds: readonly string[]): Promise<void> {
    await this.messages.withdraw(
      tx,
      runIds.map((id) => `run:${id}:`),
    );
  }
}
