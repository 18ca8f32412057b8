import type { PostOutcome } from '../delivery/http-post';
import type { Post, PostOffice } from '../delivery/post-office';
import { receiverPath } from '../delivery/receiver-url';
import type { SandboxSettings } from '../sandbox-settings';
import type { TwilioAccounts } from './accounts';
import { callbackPost } from './callback-post';
import { smsSegments } from './sms-segments';
import { newText } from './text';
import type { TextOutbox } from './text-outbox';

export interface InboundText {
  from: string;
  /** Left out: the number that texted `from` last. */
  to?: string;
  body: string;
  accountSid?: string;
  messagingServiceSid?: string;
  mediaUrls?: string[];
  /** Only accounts with Advanced Opt-Out send it. */
  optOutType?: 'STOP' | 'START' | 'HELP';
}

export class NoReceiverError extends Error {
  readonly statusCode = 409;
}

const inboundPath = '/api/webhooks/twilio/inbound';
const stopWords = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const startWords = new Set(['START', 'YES', 'UNSTOP']);

/** Texts people send to the CRM's numbers. */
export class InboundTexts {
  constructor(
    private readonly settings: () => SandboxSettings,
    private readonly accounts: TwilioAccounts,
    private readonly outbox: TextOutbox,
  ) {}

  /** Sends it now, whatever the pace of other webhooks. Throws NoReceiverError when nobody is there to get it. */
  async deliver(
    inbound: InboundText,
    office: PostOffice,
  ): Promise<{ sid: string; outcome: PostOutcome | null }> {
    const prepared = this.prepare(inbound);
    if (!prepared) throw new NoReceiverError('no targetUrl, or no auth token known for the account');
    return { sid: prepared.sid, outcome: await office.send(prepared.post) };
  }

  /** Null when no receiver or no token is known. */
  postOf(inbound: InboundText): Post | null {
    return this.prepare(inbound)?.post ?? null;
  }

  private prepare(inbound: InboundText): { sid: string; post: Post } | null {
    // A scripted answer names its conversation; only a text out of the blue has to look for one.
    const named = inbound.accountSid !== undefined && inbound.to !== undefined;
    const before = named ? undefined : this.outbox.newestTo(inbound.from);
    const account =
      inbound.accountSid ?? before?.account ?? this.accounts.lastAccount() ?? `AC${'0'.repeat(32)}`;
    const token = this.accounts.tokenOf(account);
    const receiver = receiverPath(this.settings(), inboundPath);
    if (token === undefined || !receiver) return null;
    const { from, body, mediaUrls = [] } = inbound;
    const to = inbound.to ?? before?.from ?? '+15005550006';
    const text = newText(
      { account, direction: 'inbound', from, to, body, mediaUrls, status: 'received' },
      Date.now(),
    );
    this.outbox.add(text);
    this.applyOptOut(from, to, body);
    const media = mediaUrls.flatMap((url, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, 'image/jpeg'],
    ]);
    const fields: Record<string, string> = {
      ToCountry: 'US',
      FromCountry: 'US',
      SmsMessageSid: text.sid,
      NumMedia: String(mediaUrls.length),
      SmsSid: text.sid,
      SmsStatus: 'received',
      Body: body,
      To: to,
      NumSegments: String(smsSegments(body)),
      MessageSid: text.sid,
      AccountSid: account,
      From: from,
      ApiVersion: '2010-04-01',
      ...(inbound.messagingServiceSid ? { MessagingServiceSid: inbound.messagingServiceSid } : {}),
      ...(inbound.optOutType ? { OptOutType: inbound.optOutType } : {}),
      ...(Object.fromEntries(media) as Record<string, string>),
    };
    return { sid: text.sid, post: callbackPost(receiver, fields, token) };
  }

  private applyOptOut(from: string, to: string, body: string): void {
    const word = body.trim().toUpperCase();
    if (stopWords.has(word)) this.accounts.block(from, to);
    if (startWords.has(word)) this.accounts.unblock(from, to);
  }
}
