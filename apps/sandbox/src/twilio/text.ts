import { randomBytes } from 'node:crypto';
import { smsSegments } from './sms-segments';

export type TextStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'received';

/** A file of a text; lists tell its size only. */
export class Medium {
  readonly sid = `ME${randomBytes(16).toString('hex')}`;

  constructor(
    readonly contentType: string,
    readonly bytes: Buffer,
  ) {}

  toJSON() {
    return { sid: this.sid, contentType: this.contentType, bytes: this.bytes.length };
  }
}

/** One SMS, sent or received. */
export interface Text {
  sid: string;
  account: string;
  direction: 'inbound' | 'outbound-api';
  from: string;
  to: string;
  body: string;
  mediaUrls: string[];
  /** What the outside world sent with it; kept here, as the provider keeps it. */
  media: Medium[];
  status: TextStatus;
  errorCode: number | null;
  messagingServiceSid: string | null;
  statusCallback: string | null;
  createdAt: number;
  updatedAt: number;
  statuses: { event: TextStatus; at: number }[];
}

export function newText(
  fields: Pick<Text, 'account' | 'direction' | 'from' | 'to' | 'body' | 'mediaUrls' | 'status'>,
  now: number,
  further: Partial<Text> = {},
): Text {
  const prefix = fields.mediaUrls.length > 0 ? 'MM' : 'SM';
  return {
    sid: prefix + randomBytes(16).toString('hex'),
    errorCode: null,
    messagingServiceSid: null,
    statusCallback: null,
    createdAt: now,
    updatedAt: now,
    statuses: [],
    media: [],
    ...fields,
    ...further,
  };
}

export function setStatus(text: Text, status: TextStatus, now: number): void {
  text.status = status;
  text.updatedAt = now;
  text.statuses.push({ event: status, at: now });
}

/** The message resource as the API shows it. */
export function messageResource(text: Text): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${text.account}/Messages/${text.sid}`;
  const sent = text.status !== 'queued';
  return {
    account_sid: text.account,
    api_version: '2010-04-01',
    body: text.body,
    date_created: rfc2822(text.createdAt),
    date_sent: sent ? rfc2822(text.updatedAt) : null,
    date_updated: rfc2822(text.updatedAt),
    direction: text.direction,
    error_code: text.errorCode,
    error_message: null,
    from: text.from || null,
    messaging_service_sid: text.messagingServiceSid,
    num_media: String(text.mediaUrls.length),
    // A service has not chosen a sender yet, so the provider cannot say.
    num_segments: text.messagingServiceSid && !sent ? '0' : String(smsSegments(text.body)),
    price: null,
    price_unit: 'USD',
    sid: text.sid,
    status: text.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: text.to,
    uri: `${uri}.json`,
  };
}

function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
