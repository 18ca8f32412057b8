import type { MailAddress } from './email-batch';
import { parseAddresses } from './mail-address';
import { messageIds, parseMailHeaders, type MailHeaders } from './mail-headers';
import { MalformedWebhookError } from '@integrations/hand-off';

/** The form's fields. A Buffer is decoded by the charset SendGrid names for it; a string is taken as decoded. */
export type InboundFields = Readonly<Record<string, string | Buffer>>;

/** A file part of the form; the caller has put its bytes away. */
export interface InboundFile {
  field: string;
  filename?: string;
  contentType?: string;
  bytes: number;
}

export interface InboundAttachment {
  field: string;
  filename: string;
  contentType: string;
  bytes: number;
  /** Set for a picture shown inside the HTML body (`cid:`). */
  contentId?: string;
}

export interface InboundEmail {
  from: MailAddress;
  to: MailAddress[];
  /** Who the sending server said it delivers for, and to; `to` may name others (Bcc, lists). */
  envelope: { from?: string; to: string[] };
  subject: string;
  /** Plain text, empty when the mail had none. */
  text: string;
  /** Hostile until sanitised. */
  html?: string;
  headers: MailHeaders;
  /** Message ids without angle brackets. */
  messageId?: string;
  inReplyTo?: string;
  references: string[];
  /** Sent by a program (RFC 3834, bulk precedence): never to be answered automatically. */
  automatic: boolean;
  spf?: string;
  dkim?: string;
  attachments: InboundAttachment[];
}

/**
 * Reads SendGrid's Inbound Parse form in its default, parsed mode.
 *
 * @throws MalformedWebhookError without a readable sender, or in raw mode ("POST the raw, full MIME message").
 */
export function parseInboundEmail(fields: InboundFields, files: readonly InboundFile[] = []): InboundEmail {
  if (fields['email'] !== undefined && fields['headers'] === undefined) {
    throw new MalformedWebhookError(
      'raw MIME mode: turn off "POST the raw, full MIME message" for this host',
    );
  }
  const charsets = jsonObject(read(fields, 'charsets'));
  const field = (name: string) => read(fields, name, charsets[name]);
  const [from] = parseAddresses(field('from') ?? '');
  if (!from) throw new MalformedWebhookError('no readable sender');
  const headers = parseMailHeaders(field('headers') ?? '');
  const envelope = jsonObject(field('envelope'));
  return {
    from,
    to: parseAddresses(field('to') ?? ''),
    envelope: { from: string(envelope['from']), to: strings(envelope['to']) },
    subject: field('subject') ?? '',
    text: field('text') ?? '',
    html: field('html'),
    headers,
    messageId: messageIds(headers, 'message-id')[0],
    inReplyTo: messageIds(headers, 'in-reply-to')[0],
    references: messageIds(headers, 'references'),
    automatic: isAutomatic(headers),
    spf: field('SPF'),
    dkim: field('dkim'),
    attachments: readAttachments(jsonObject(field('attachment-info')), files),
  };
}

function isAutomatic(headers: MailHeaders): boolean {
  const submitted = headers.get('auto-submitted')?.[0]?.toLowerCase();
  if (submitted !== undefined && !submitted.startsWith('no')) return true;
  if (headers.has('x-auto-response-suppress') || headers.has('x-autoreply')) return true;
  return /^(bulk|junk|list|auto_reply)$/i.test(headers.get('precedence')?.[0] ?? '');
}

function readAttachments(info: Record<string, unknown>, files: readonly InboundFile[]): InboundAttachment[] {
  return files.map((file) => {
    const described = info[file.field];
    const about: Record<string, unknown> = isRecord(described) ? described : {};
    return {
      field: file.field,
      filename: string(about['filename']) ?? file.filename ?? file.field,
      contentType: string(about['type']) ?? file.contentType ?? 'application/octet-stream',
      bytes: file.bytes,
      contentId: string(about['content-id']),
    };
  });
}

function read(fields: InboundFields, name: string, charset?: unknown): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return Buffer.isBuffer(value) ? decode(value, string(charset) ?? 'utf-8') : value;
}

function decode(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // Thrown for nothing but a charset nobody knows, which the sender may name: latin1 loses no byte.
    return bytes.toString('latin1');
  }
}

/** SendGrid's own JSON inside a field; a field it could not write is one it did not send. */
function jsonObject(json: string | undefined): Record<string, unknown> {
  if (!json) return {};
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
