import { randomBytes } from 'node:crypto';
import type { PostOutcome } from '../delivery/http-post';
import type { Post, PostOffice } from '../delivery/post-office';
import { receiverPath } from '../delivery/receiver-url';
import type { SandboxSettings } from '../sandbox-settings';
import type { TwilioAccounts } from './accounts';
import { callbackPost } from './callback-post';
import { smsSegments } from './sms-segments';
import { Medium, newText } from './text';
import type { TextOutbox } from './text-outbox';

export interface InboundText {
  from: string;
  /** Left out: the number that texted `from` last. */
  to?: string;
  body: string;
  accountSid?: string;
  messagingServiceSid?: string;
  /** Named as they are, wherever they lie. */
  mediaUrls?: string[];
  /** Kept by the stand-in, which names an address of its own for each; base64. */
  media?: { contentType: string; content: string }[];
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
    private readonly publicUrl: () => string,
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
    const addressed = inbound.accountSid !== undefined && inbound.to !== undefined;
    const before = addressed ? undefined : this.outbox.newestTo(inbound.from);
    const account =
      inbound.accountSid ?? before?.account ?? this.accounts.lastAccount() ?? `AC${'0'.repeat(32)}`;
    const token = this.accounts.tokenOf(account);
    const receiver = receiverPath(this.settings(), inboundPath);
    if (token === undefined || !receiver) return null;
    const { from, body, media = [] } = inbound;
    const to = inbound.to ?? before?.from ?? '+15005550006';
    const kept = media.map(
      ({ contentType, content }) => new Medium(contentType, Buffer.from(content, 'base64')),
    );
    const text = newText(
      {
        account,
        direction: 'inbound',
        from,
        to,
        body,
        mediaUrls: inbound.mediaUrls ?? [],
        status: 'received',
      },
      Date.now(),
      kept.length > 0 ? { sid: `MM${randomBytes(16).toString('hex')}`, media: kept } : {},
    );
    const here = `${this.publicUrl()}/2010-04-01/Accounts/${account}/Messages/${text.sid}/Media`;
    const named = [
      ...text.mediaUrls.map((url) => ({ url, contentType: 'image/jpeg' })),
      ...kept.map(({ sid, contentType }) => ({ url: `${here}/${sid}`, contentType })),
    ];
    this.outbox.add(text);
    this.applyOptOut(from, to, body);
    const mediaFields = named.flatMap(({ url, contentType }, index) => [
      [`MediaUrl${index}`, url],
      [`MediaContentType${index}`, contentType],
    ]);
    const fields: Record<string, string> = {
      ToCountry: 'US',
      FromCountry: 'US',
      SmsMessageSid: text.sid,
      NumMedia: String(named.length),
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
      ...(Object.fromEntries(mediaFields) as Record<string, string>),
    };
    return { sid: text.sid, post: callbackPost(receiver, fields, token) };
  }

  private applyOptOut(from: string, to: string, body: string): void {
    const word = body.trim().toUpperCase();
    if (stopWords.has(word)) this.accounts.block(from, to);
    if (startWords.has(word)) this.accounts.unblock(from, to);
  }
}
