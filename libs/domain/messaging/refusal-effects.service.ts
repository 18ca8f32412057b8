import { Injectable } from '@nestjs/common';
import type { SqlTx } from '@platform/database';
import type { Failure } from './settlement-plan';
import { OptOuts } from './unsubscribe/opt-outs.service';
import { SuppressionsRepository } from './unsubscribe/suppressions.repository';
import type { NewSuppression } from './unsubscribe/suppression';

/** Twilio's code for a person who has texted STOP to it (https://www.twilio.com/docs/api/errors/21610). */
const optedOut = '21610';

interface Refused {
  id: string;
  address: string;
  leadId: string | null;
}

/** What a provider's refusal of one message says about its address. */
@Injectable()
export class RefusalEffects {
  constructor(
    private readonly suppressions: SuppressionsRepository,
    private readonly optOuts: OptOuts,
  ) {}

  async apply(tx: SqlTx, channel: 'EMAIL' | 'SMS', failures: Failure[], refused: Refused[]): Promise<void> {
    const failureOf = new Map(failures.map((failure) => [failure.id, failure]));
    const entries: NewSuppression[] = [];
    for (const { id: messageId, address, leadId } of refused) {
      const failure = failureOf.get(messageId);
      if (!failure || failure.effect === 'none' || failure.effect === 'account') continue;
      if (failure.effect === 'suppress' && failure.code === optedOut) {
        const how = {
          reason: 'stop',
          scope: 'all',
          source: 'provider',
          evidence: { messageId, code: optedOut },
        } as const;
        await this.optOuts.optOut(tx, { channel, address, leadId, messageId, ...how });
      } else {
        const reason = failure.effect === 'suppress' ? 'carrier_block' : 'invalid';
        entries.push({ channel, address, reason, scope: 'all', messageId });
      }
    }
    await this.suppressions.add(tx, entries);
  }
}
