import type { PostOutcome } from '../delivery/http-post';
import type { Post, PostOffice } from '../delivery/post-office';
import { receiverPath } from '../delivery/receiver-url';
import type { SandboxSettings } from '../sandbox-settings';
import type { EventSigner } from './event-signature';

/** A mail somebody sends to the CRM. Attachment content is base64. */
export interface InboundMail {
  to: string;
  from: string;
  subject: string;
  text?: string;
  html?: string;
  headers?: Record<string, string>;
  attachments?: { filename: string; type?: string; content: string }[];
}

const inboundPath = '/api/webhooks/sendgrid/inbound';

/** Posts it as Inbound Parse does (parsed fields, one file part per attachment). Null without a receiver. */
export async function deliverInboundMail(
  mail: InboundMail,
  settings: SandboxSettings,
  signer: EventSigner,
  office: PostOffice,
): Promise<PostOutcome | null> {
  const receiver = receiverPath(settings, inboundPath);
  if (!receiver) return null;
  const request = new Request(receiver.reached, { method: 'POST', body: parsedForm(mail) });
  const body = Buffer.from(await request.arrayBuffer());
  const contentType = request.headers.get('content-type') ?? 'multipart/form-data';
  const post: Post = {
    size: 1,
    build: () => ({
      url: receiver.reached,
      headers: { 'Content-Type': contentType, ...signer.headersFor(body, Date.now()) },
      body,
    }),
    // The provider keeps trying after a 5xx, and takes any other answer as final.
    retryAfter: (attempt, outcome) => {
      const again = 'failure' in outcome || outcome.status >= 500;
      return again ? (settings.sendgrid.webhooks.retryDelaysMs[attempt - 1] ?? null) : null;
    },
  };
  return office.send(post);
}

function parsedForm(mail: InboundMail): FormData {
  const form = new FormData();
  const { attachments = [] } = mail;
  const sender = addressOf(mail.from);
  const headers = {
    From: mail.from,
    To: mail.to,
    Subject: mail.subject,
    'MIME-Version': '1.0',
    ...mail.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  form.set('headers', lines.join(''));
  form.set('dkim', `{@${sender.split('@')[1] ?? ''} : pass}`);
  form.set('to', mail.to);
  form.set('from', mail.from);
  form.set('subject', mail.subject);
  if (mail.text !== undefined) form.set('text', mail.text);
  if (mail.html !== undefined) form.set('html', mail.html);
  form.set('sender_ip', '192.0.2.20');
  form.set('SPF', 'pass');
  form.set('envelope', JSON.stringify({ to: [addressOf(mail.to)], from: sender }));
  const names = ['to', 'from', 'subject', 'text', 'html'] as const;
  const charsets = names.filter((name) => mail[name] !== undefined).map((name) => [name, 'UTF-8']);
  form.set('charsets', JSON.stringify(Object.fromEntries(charsets)));
  form.set('attachments', String(attachments.length));
  if (attachments.length === 0) return form;
  const info: Record<string, { filename: string; name: string; type: string }> = {};
  for (const [index, { filename, type = 'application/octet-stream', content }] of attachments.entries()) {
    info[`attachment${index + 1}`] = { filename, name: filename, type };
    const file = new Blob([Buffer.from(content, 'base64')], { type });
    form.set(`attachment${index + 1}`, file, filename);
  }
  form.set('attachment-info', JSON.stringify(info));
  return form;
}

function addressOf(written: string): string {
  return /<([^>]+)>/.exec(written)?.[1] ?? written.trim();
}
