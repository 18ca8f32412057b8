import type { MailBatch } from './mail-batch';
import type { MailAddress, Personalization } from './mail-send.types';

/** A mail as its recipient gets it. */
export interface RenderedMail {
  from: string;
  to: string;
  cc: string[];
  replyTo: string | null;
  subject: string;
  headers: Record<string, string>;
  text: string | null;
  html: string | null;
  /** An invitation: the method its content type names, and the object. */
  calendar: { method: string | null; content: string } | null;
  templateId: string | null;
  attachments: { filename: string; type: string | null; bytes: number }[];
  categories: string[];
  customArgs: Record<string, string>;
}

/** Substitution tags replaced as plain text in subject, content, reply-to and headers. */
export function renderMail(batch: MailBatch, recipient: number): RenderedMail {
  const { mail } = batch;
  const personalization = personalizationOf(batch, recipient);
  const fill = substituter(personalization.substitutions);
  const part = (type: string) => mail.content?.find((content) => content.type.toLowerCase() === type)?.value;
  const calendar = mail.content?.find(({ type }) => /^text\/calendar\b/i.test(type));
  const headers = Object.entries({ ...mail.headers, ...personalization.headers });
  const text = part('text/plain');
  const html = part('text/html');
  return {
    from: written(personalization.from ?? mail.from),
    to: batch.recipients.addresses[recipient] ?? '',
    cc: (personalization.cc ?? []).map(written),
    replyTo: mail.reply_to ? fill(written(mail.reply_to)) : null,
    subject: fill(personalization.subject ?? mail.subject ?? ''),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, fill(value)])),
    text: text === undefined ? null : fill(text),
    html: html === undefined ? null : fill(html),
    calendar: calendar
      ? { method: /method=(\w+)/i.exec(calendar.type)?.[1] ?? null, content: fill(calendar.value) }
      : null,
    templateId: mail.template_id ?? null,
    attachments: (mail.attachments ?? []).map(({ filename, type, content }) => {
      return { filename, type: type ?? null, bytes: Buffer.byteLength(content, 'base64') };
    }),
    categories: mail.categories ?? [],
    customArgs: { ...mail.custom_args, ...personalization.custom_args },
  };
}

/** The first web link of the mail, where a click would lead. */
export function firstLink(batch: MailBatch, recipient: number): string {
  const fill = substituter(personalizationOf(batch, recipient).substitutions);
  const html = batch.mail.content?.find((content) => content.type.toLowerCase() === 'text/html')?.value ?? '';
  for (const [, link = ''] of html.matchAll(/href\s*=\s*["']([^"']+)["']/gi)) {
    const url = fill(link).replaceAll('&amp;', '&');
    if (/^https?:/i.test(url)) return url;
  }
  return 'https://example.com/';
}

export function personalizationOf(batch: MailBatch, recipient: number): Personalization {
  const personalization = batch.mail.personalizations[batch.recipients.owners[recipient] ?? -1];
  if (!personalization) throw new RangeError(`no recipient ${recipient} in ${batch.messageId}`);
  return personalization;
}

function substituter(substitutions: Record<string, string> | undefined): (text: string) => string {
  const tags = Object.keys(substitutions ?? {}).filter((tag) => tag !== '');
  if (!substitutions || tags.length === 0) return (text) => text;
  // Longest first: `-name-` must not eat into `-name-of-agent-`. One pass: a value is never searched for tags again.
  const pattern = tags
    .sort((one, other) => other.length - one.length)
    .map(escaped)
    .join('|');
  const expression = new RegExp(pattern, 'g');
  return (text) => text.replace(expression, (tag) => substitutions[tag] ?? tag);
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function written({ email, name }: MailAddress): string {
  return name ? `${name} <${email}>` : email;
}
