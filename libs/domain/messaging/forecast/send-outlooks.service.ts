import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { SendFactsRepository } from '../send-facts.repository';
import type { SendOutlook } from './forecast.types';
import { SendOutlookRepository } from './send-outlook.repository';

const HOUR = 3_600_000;

/** What the send gate knows just now, for asking it about messages that do not exist. */
@Injectable()
export class SendOutlooks {
  constructor(
    private readonly facts: SendFactsRepository,
    private readonly outlooks: SendOutlookRepository,
  ) {}

  /** Two statements for any number of leads. `from`: the earliest moment that will be asked about. */
  async of(tx: SqlTx, leadIds: readonly string[], from: Date): Promise<SendOutlook> {
    const { policy, postalAddress } = await this.facts.settings(tx);
    const hours = Math.max(policy.cap.EMAIL?.windowHours ?? 0, policy.cap.SMS?.windowHours ?? 0);
    const leads = await this.outlooks.read(tx, leadIds, new Date(from.getTime() - hours * HOUR));
    return { policy, hasPostalAddress: postalAddress !== null, leads };
  }
}
