import { AccountLines, networkFailure, type CircuitState, type LineOptions } from '@integrations/hand-off';
import type { Twilio } from 'twilio';
import { findMessages, type LookupQuery } from './sms-lookup';
import type { OutgoingSms, SmsAccount, SmsHandOff, SmsLookup } from './sms-message';
import { fetchTwilioMedia, type SmsMedia } from './twilio-media';
import { readTwilioRefusal } from './twilio-answer';
import { openTwilio, TwilioRefusal } from './twilio-client';

const MIN_CALLS = 5;

/** Hands text messages to Twilio. Never retries and never throws for what the provider or the network does. */
export class SmsProvider {
  private readonly lines: AccountLines<SmsAccount, Twilio>;
  private readonly now: () => Date;

  constructor(options: LineOptions = {}) {
    this.now = options.now ?? (() => new Date());
    this.lines = new AccountLines(
      openTwilio,
      ({ accountSid, authToken, baseUrl, timeoutMs }) =>
        JSON.stringify([accountSid, authToken, baseUrl, timeoutMs]),
      MIN_CALLS,
      options,
    );
  }

  /** One message, one call; settles within `account.timeoutMs`. */
  async send(account: SmsAccount, sms: OutgoingSms): Promise<SmsHandOff> {
    const outcome = await this.lines.call(account, (client) => this.create(client, account.from, sms));
    // A refusal by the line itself concerns the account.
    return outcome.kind === 'rejected' ? { effect: 'account', ...outcome } : outcome;
  }

  /** Looks for evidence of a message whose sending is uncertain. */
  async lookup(account: SmsAccount, query: LookupQuery): Promise<SmsLookup> {
    const outcome = await this.lines.call(account, async (client) => {
      try {
        return await findMessages(client, account.from, query);
      } catch (error) {
        return this.failure(error);
      }
    });
    if (outcome.kind === 'found' || outcome.kind === 'none' || outcome.kind === 'unavailable') return outcome;
    if (outcome.kind === 'rate_limited') {
      return { kind: 'unavailable', code: 'rate_limited', detail: 'rate limited', retryAt: outcome.retryAt };
    }
    return { ...outcome, kind: 'unavailable' };
  }

  /** A medium of an incoming message; `url` as the provider's post names it. */
  media(account: SmsAccount, url: string, maxBytes: number): Promise<SmsMedia> {
    return fetchTwilioMedia(account, url, maxBytes);
  }

  /** The account's circuit breaker in this process. */
  circuit(account: SmsAccount): CircuitState {
    return this.lines.circuit(account);
  }

  /** Forgets clients and breakers, once nothing is being sent any more. */
  close(): void {
    this.lines.close();
  }

  private async create(client: Twilio, from: string, sms: OutgoingSms): Promise<SmsHandOff> {
    const sender = from.startsWith('MG') ? { messagingServiceSid: from } : { from };
    try {
      const { to, body, statusCallback } = sms;
      const { sid, numSegments } = await client.messages.create({ to, body, statusCallback, ...sender });
      if (typeof sid !== 'string')
        return { kind: 'unknown', code: 'no_sid', detail: 'success without a message SID' };
      return { kind: 'accepted', providerId: sid, segments: Number(numSegments) || 0 };
    } catch (error) {
      return this.failure(error);
    }
  }

  private failure(error: unknown) {
    return error instanceof TwilioRefusal
      ? readTwilioRefusal(error.answer, this.now())
      : networkFailure(error);
  }
}
