import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import { SendFactsRepository } from './send-facts.repository';
import type { SendWindow } from './send-window';

/** The hours a team sends in, for slices that plan around them. The gate decides for itself when the time has come. */
@Injectable()
export class SendHours {
  constructor(private readonly facts: SendFactsRepository) {}

  /** Null: the channel may be used at any hour. */
  async window(tx: SqlTx, channel: 'EMAIL' | 'SMS'): Promise<SendWindow | null> {
    const { policy } = await this.facts.settings(tx);
    return policy.window[channel];
  }
}
