import { createHash } from 'node:crypto';
import { customArgNames } from './email-batch';
import { MalformedWebhookError } from '@integrations/hand-off';

export type SendGridEventKind =
  | 'processed'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'blocked'
  | 'dropped'
  | 'opened'
  | 'clicked'
  | 'spam_report'
  | 'unsubscribed'
  | 'group_unsubscribed'
  | 'group_resubscribed'
  | 'other';

export interface SendGridEvent {
  /** `sg_event_id`, the key to tell duplicates by; a hash of the element when SendGrid gave none. */
  eventId: string;
  /** Our message's id, when the mail carried it. */
  messageId?: string;
  teamId?: string;
  kind: SendGridEventKind;
  email: string;
  /** When it happened, to the second. */
  at: Date;
  /** The `X-Message-Id` of the mail-send answer; late bounces have none. */
  providerId?: string;
  /** Why it bounced, was dropped or deferred, in the words of SendGrid or the receiving server. */
  reason?: string;
  /** Enhanced status code of a bounce, such as 5.1.1. */
  smtpStatus?: string;
  /** The link that was clicked. */
  url?: string;
  /** The unsubscribe group of a group event. */
  groupId?: number;
  /** An open by a mail client's privacy proxy, not by a person. */
  machineOpen?: boolean;
  /** The element as SendGrid sent it. */
  raw: unknown;
}

const kinds = new Map<string, SendGridEventKind>([
  ['processed', 'processed'],
  ['deferred', 'deferred'],
  ['delivered', 'delivered'],
  ['dropped', 'dropped'],
  ['open', 'opened'],
  ['click', 'clicked'],
  ['spamreport', 'spam_report'],
  ['unsubscribe', 'unsubscribed'],
  ['group_unsubscribe', 'group_unsubscribed'],
  ['group_resubscribe', 'group_resubscribed'],
]);

/**
 * Reads an event webhook body: always an array, in no order, with duplicates (SendGrid's Event Webhook reference).
 * An event type or element nobody knows becomes `other`, so that one of them cannot hold up a whole batch.
 *
 * @param receivedAt stands in for a timestamp that is missing or unreadable.
 * @throws MalformedWebhookError when the body is not a JSON array.
 */
export function parseSendGridEvents(rawBody: Buffer, receivedAt = new Date(0)): SendGridEvent[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(rawBody.toString('utf8'));
  } catch (error) {
    throw new MalformedWebhookError(`not JSON (${error instanceof Error ? error.name : 'unreadable'})`);
  }
  if (!Array.isArray(parsed)) throw new MalformedWebhookError('not an array of events');
  return parsed.map((element: unknown) => readEvent(element, receivedAt));
}

function readEvent(element: unknown, receivedAt: Date): SendGridEvent {
  const fields: Record<string, unknown> = isRecord(element) ? element : {};
  return {
    eventId: text(fields['sg_event_id']) ?? fingerprint(element),
    messageId: text(fields[customArgNames.messageId]),
    teamId: text(fields[customArgNames.teamId]),
    kind: kindOf(fields),
    email: text(fields['email']) ?? '',
    at: timestamp(fields['timestamp']) ?? receivedAt,
    // sg_message_id is the X-Message-Id, a dot, and where it was handled.
    providerId: text(fields['sg_message_id'])?.split('.', 1)[0],
    reason: text(fields['reason']) ?? text(fields['response']),
    smtpStatus: text(fields['status']),
    url: text(fields['url']),
    groupId: typeof fields['asm_group_id'] === 'number' ? fields['asm_group_id'] : undefined,
    machineOpen: typeof fields['sg_machine_open'] === 'boolean' ? fields['sg_machine_open'] : undefined,
    raw: element,
  };
}

function kindOf(fields: Record<string, unknown>): SendGridEventKind {
  const event = text(fields['event']) ?? '';
  if (event !== 'bounce') return kinds.get(event) ?? 'other';
  // Any type but `bounce` (blocked, expired) is the server's policy or mood, not a dead address.
  const type = text(fields['type']);
  return type === undefined || type === 'bounce' ? 'bounced' : 'blocked';
}

function timestamp(value: unknown): Date | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number') return undefined;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function fingerprint(element: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(element)).digest('hex')}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
