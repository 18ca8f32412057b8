import { MalformedWebhookError } from '@integrations/hand-off';
import { messageIdOfCallback } from './status-callback-url';
import { twilioErrorEffect, type TwilioEffect } from './twilio-error-effects';

/** A webhook's form; of a repeated key the first value counts. */
export type TwilioParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export type SmsStatusKind =
  'pending' | 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'canceled' | 'other';

/** One status callback. It carries no moment of its own: callbacks come unordered, duplicated, or not at all. */
export interface TwilioStatus {
  sid: string;
  accountSid?: string;
  /** Our message's id, from the callback's own address. */
  messageId?: string;
  kind: SmsStatusKind;
  /** The status in Twilio's words. */
  status: string;
  errorCode?: number;
  /** What the error code means for the recipient or the account; `none` without one. */
  effect: TwilioEffect;
  from?: string;
  to?: string;
  /** `RawDlrDoneDate`: YYMMDDhhmm by a carrier's clock in a zone nobody states, so no instant. */
  carrierDoneDate?: string;
}

export interface TwilioInbound {
  sid: string;
  accountSid?: string;
  messagingServiceSid?: string;
  from: string;
  to: string;
  /** Empty for a picture alone. Untrusted text. */
  body: string;
  segments: number;
  numMedia: number;
  /** Fetching one takes the account's credentials. */
  media: { url: string; contentType: string }[];
  /** Set by Advanced Opt-Out only: Twilio has already answered and blocks by itself. */
  optOutType?: 'STOP' | 'START' | 'HELP';
}

const kinds = new Map<string, SmsStatusKind>([
  ['accepted', 'pending'],
  ['scheduled', 'pending'],
  ['queued', 'pending'],
  ['sending', 'pending'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
]);

/**
 * Reads a message status callback; a status or parameter to come does no harm.
 *
 * @param url the path or address that was called, for our message's id in its query.
 * @throws MalformedWebhookError without a message SID or a status.
 */
export function parseTwilioStatus(params: TwilioParams, url = ''): TwilioStatus {
  const status = value(params, 'MessageStatus') ?? value(params, 'SmsStatus');
  if (status === undefined) throw new MalformedWebhookError('no MessageStatus');
  const errorCode = integer(value(params, 'ErrorCode')) || undefined;
  return {
    sid: sidOf(params),
    accountSid: value(params, 'AccountSid'),
    messageId: messageIdOfCallback(url),
    kind: kinds.get(status) ?? 'other',
    status,
    errorCode,
    effect: twilioErrorEffect(errorCode).effect,
    from: value(params, 'From'),
    to: value(params, 'To'),
    carrierDoneDate: value(params, 'RawDlrDoneDate'),
  };
}

/**
 * Reads an incoming message.
 *
 * @throws MalformedWebhookError without a message SID, a sender or a receiver.
 */
export function parseTwilioInbound(params: TwilioParams): TwilioInbound {
  const from = value(params, 'From');
  const to = value(params, 'To');
  if (from === undefined || to === undefined) throw new MalformedWebhookError('no From or To');
  const media = mediaOf(params);
  const optOutType = value(params, 'OptOutType');
  return {
    sid: sidOf(params),
    accountSid: value(params, 'AccountSid'),
    messagingServiceSid: value(params, 'MessagingServiceSid'),
    from,
    to,
    body: value(params, 'Body') ?? '',
    segments: integer(value(params, 'NumSegments')) ?? 1,
    numMedia: media.length,
    media,
    optOutType:
      optOutType === 'STOP' || optOutType === 'START' || optOutType === 'HELP' ? optOutType : undefined,
  };
}

function sidOf(params: TwilioParams): string {
  const sid = value(params, 'MessageSid') ?? value(params, 'SmsSid');
  if (sid === undefined) throw new MalformedWebhookError('no MessageSid');
  return sid;
}

function mediaOf(params: TwilioParams): TwilioInbound['media'] {
  const media: TwilioInbound['media'] = [];
  for (let index = 0; ; index++) {
    const url = value(params, `MediaUrl${index}`);
    if (url === undefined) return media;
    media.push({ url, contentType: value(params, `MediaContentType${index}`) ?? 'application/octet-stream' });
  }
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function value(params: TwilioParams, name: string): string | undefined {
  const given = Object.hasOwn(params, name) ? params[name] : undefined;
  const first = typeof given === 'string' ? given : given?.[0];
  return first === '' ? undefined : first;
}
