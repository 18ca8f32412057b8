import { createHash } from 'node:crypto';
import type { InboundEmail } from '@integrations/email';
import type { TwilioInbound } from '@integrations/sms';
import type { NewReceipt } from '../receipts/receipt';
import { storableJson, storableText } from '../receipts/storable';
import type { MessageChannel } from '../unsubscribe/suppression';

/** Characters kept of a mail; what is longer is a newsletter, not a reply. */
const longestText = 100_000;
const longestHtml = 400_000;

/** Something a person sent us, as it waits in its receipt for its team to be found. */
export interface InboundPost {
  channel: MessageChannel;
  /** Lower-case email or E.164. */
  from: string;
  to: string[];
  subject: string | null;
  /** Untrusted, as everything below. */
  body: string;
  html: string | null;
  /** The provider's id: unique per team. */
  providerId: string;
  /** Twilio's Advanced Opt-Out has judged and answered already. */
  optOutType: 'STOP' | 'START' | 'HELP' | null;
  /** Sent by a program: never to be answered. */
  automatic: boolean;
  metadata: object;
  /** The digest under which the files of a mail were put away. */
  upload?: string;
  /** Only these may be meant: it came by their own account. Missing: whoever wrote to the person. */
  teams?: string[];
}

export function receiptOfText(text: TwilioInbound, receivedAt: Date): NewReceipt {
  const post: InboundPost = {
    channel: 'SMS',
    from: text.from,
    to: [text.to],
    subject: null,
    body: text.body,
    html: null,
    providerId: text.sid,
    optOutType: text.optOutType ?? null,
    automatic: false,
    metadata: { segments: text.segments, media: text.media, messagingServiceSid: text.messagingServiceSid },
  };
  return receiptOf('twilio', post, receivedAt);
}

/**
 * A mail has no id of the provider's: the sender's Message-ID and who it was delivered to tell its copies apart.
 * `digest`, a hash of the post, stands in for a missing Message-ID, so that a retry is the same mail.
 */
export function receiptOfMail(mail: InboundEmail, digest: string, receivedAt: Date): NewReceipt {
  const to = [
    ...new Set([...mail.envelope.to, ...mail.to.map(({ email }) => email)].map((one) => one.toLowerCase())),
  ];
  const post: InboundPost = {
    channel: 'EMAIL',
    from: mail.from.email.toLowerCase(),
    to: to.slice(0, 50),
    subject: mail.subject.slice(0, 1_000),
    body: mail.text.slice(0, longestText),
    html: mail.html?.slice(0, longestHtml) ?? null,
    providerId: `${mail.messageId ?? digest}`.slice(0, 500),
    optOutType: null,
    automatic: mail.automatic,
    ...(mail.attachments.length > 0 ? { upload: digest } : {}),
    metadata: {
      fromName: mail.from.name,
      inReplyTo: mail.inReplyTo,
      references: mail.references.slice(0, 50),
      attachments: mail.attachments.slice(0, 50),
      spf: mail.spf,
      dkim: mail.dkim,
      automatic: mail.automatic,
    },
  };
  return receiptOf('sendgrid', post, receivedAt);
}

function receiptOf(provider: NewReceipt['provider'], post: InboundPost, receivedAt: Date): NewReceipt {
  const clean = { ...(storableJson(post) as InboundPost), html: storableText(post.html, longestHtml) };
  clean.body = storableText(post.body, longestText) ?? '';
  return {
    provider,
    eventId: `inbound:${copyOf(clean)}`,
    teamId: null,
    messageId: null,
    providerId: clean.providerId,
    kind: 'inbound',
    address: storableText(clean.from, 320),
    at: receivedAt,
    detail: clean,
  };
}

/** One mail reaches us once per host it was delivered to. */
function copyOf({ channel, providerId, to }: InboundPost): string {
  if (channel === 'SMS') return providerId;
  return createHash('sha256')
    .update(JSON.stringify([providerId, to]))
    .digest('hex');
}
