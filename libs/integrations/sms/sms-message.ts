import type { Accepted, LineAccount, NotSent, RateLimited, Rejected, Unknown } from '@integrations/hand-off';
import type { TwilioEffect } from './twilio-error-effects';

/** Whose Twilio account sends; `key` names its client, circuit breaker and rate limit in this process. */
export interface SmsAccount extends LineAccount {
  accountSid: string;
  authToken: string;
  /** A number in E.164, a short code, or a messaging service (`MG…`). */
  from: string;
  /** Another host than api.twilio.com. */
  baseUrl?: string;
}

export interface OutgoingSms {
  messageId: string;
  /** E.164. */
  to: string;
  /** At most 1,600 characters. */
  body: string;
  /** See `statusCallbackUrls`: it carries our message's id back when the answer to the call was lost. */
  statusCallback: string;
}

/** What became of one call; `segments` is 0 while Twilio does not know yet (messaging services). */
export type SmsHandOff =
  (Accepted & { segments: number }) | RateLimited | (Rejected & { effect: TwilioEffect }) | NotSent | Unknown;

/** A message Twilio has, found by looking. */
export interface SmsEvidence {
  sid: string;
  status: string;
  body: string;
  from: string;
  createdAt: Date;
  errorCode?: number;
}

/**
 * `none` proves little right after a timeout, because a late acceptance may follow; ask again when the provider's
 * own time is up. `unavailable` says nothing about the message.
 */
export type SmsLookup =
  | { kind: 'found'; messages: SmsEvidence[] }
  | { kind: 'none' }
  | { kind: 'unavailable'; code: string; detail: string; retryAt?: Date };
