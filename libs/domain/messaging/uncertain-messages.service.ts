import { Injectable } from '@nestjs/common';
import { SmsProvider } from '@integrations/sms';
import { Database, type SqlTx, type TenantScope } from '@platform/database';
import { DomainError } from '@platform/errors';
import { Accounts } from './accounts';
import { SendFactsRepository } from './send-facts.repository';
import { SettlementRepository, type AcceptedMessage } from './settlement.repository';
import { SingleChunks } from './single-chunks.service';
import { UncertainRepository, type UncertainMessage } from './uncertain.repository';

/** Settles by evidence what a lost answer left open. Marketing is never sent again on a guess. */
@Injectable()
export class UncertainMessages {
  constructor(
    private readonly database: Database,
    private readonly accounts: Accounts,
    private readonly provider: SmsProvider,
    private readonly facts: SendFactsRepository,
    private readonly repository: UncertainRepository,
    private readonly settlement: SettlementRepository,
    private readonly singles: SingleChunks,
  ) {}

  /** Asks Twilio for the texts of a chunk. @throws DomainError unavailable/provider_unavailable when it does not answer. */
  async lookUp(scope: TenantScope, chunkId: string, signal: AbortSignal): Promise<AcceptedMessage[]> {
    const { texts, settings } = await this.database.sql(scope, async (tx) => ({
      texts: await this.repository.texts(tx, chunkId),
      settings: await this.facts.settings(tx),
    }));
    const account = this.accounts.sms(scope.teamId, settings);
    const evidence: AcceptedMessage[] = [];
    for (const text of texts) {
      if (signal.aborted) throw unavailable('the worker is stopping');
      const answer = await this.provider.lookup(account, {
        to: text.address,
        sinceMs: text.handedOffAt.getTime(),
      });
      if (answer.kind === 'unavailable') throw unavailable(answer.detail);
      const ours = answer.kind === 'found' ? await this.unclaimed(scope, answer.messages, text) : undefined;
      if (ours) evidence.push({ id: text.id, providerId: ours, segments: null });
    }
    return evidence;
  }

  /** Writes the evidence; account mail without any is sent once more while it is still of use. */
  async settle(tx: SqlTx, chunkId: string, evidence: AcceptedMessage[]): Promise<void> {
    await this.settlement.acceptFound(tx, evidence);
    for (const retry of await this.repository.retryOnce(tx, chunkId)) {
      await this.singles.enqueue(tx, { id: retry.chunkId, fence: 0 });
    }
  }

  /** A text to the number that no other message of ours accounts for, the earliest after the hand-off. */
  private async unclaimed(
    scope: TenantScope,
    found: { sid: string; createdAt: Date }[],
    text: UncertainMessage,
  ): Promise<string | undefined> {
    const known = await this.database.sql(scope, (tx) =>
      this.repository.knownProviderIds(
        tx,
        text.id,
        found.map(({ sid }) => sid),
      ),
    );
    const free = found.filter(({ sid }) => !known.has(sid));
    // Two texts that both might be this one are no evidence of which was sent.
    return free.length === 1 && text.alone ? free[0]!.sid : undefined;
  }
}

function unavailable(detail: string): DomainError {
  return new DomainError('unavailable', 'provider_unavailable', `the provider cannot be asked: ${detail}`);
}
