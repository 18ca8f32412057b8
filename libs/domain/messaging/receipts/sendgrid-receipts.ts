import { createHash } from 'node:crypto';
import type { SendGridEvent } from '@integrations/email';
import type { NewReceipt, ReceiptDetail } from './receipt';
import { receiptKind } from './receipt';
import { storableId, storableInstant, storableJson, storableText } from './storable';

const longestEventId = 200;
/** An unknown event is kept as it came, unless somebody's custom arguments make it a burden. Characters of JSON. */
const largestRaw = 8_000;

/** What is stored of a batch of SendGrid events. Order, duplicates and strangers are the applying job's business. */
export function receiptsOfSendGrid(events: readonly SendGridEvent[], receivedAt: Date): NewReceipt[] {
  return events.map((event) => ({
    provider: 'sendgrid',
    eventId: eventKey(event.eventId),
    teamId: storableId(event.teamId),
    messageId: storableId(event.messageId),
    providerId: storableText(event.providerId, 200),
    kind: receiptKind(event.kind),
    address: storableText(event.email, 320)?.toLowerCase() ?? null,
    at: storableInstant(event.at, receivedAt),
    detail: detailOf(event),
  }));
}

/** Two long ids that differ only at the end must stay two. */
function eventKey(eventId: string): string {
  const clean = storableText(eventId, longestEventId);
  return clean !== null && clean === eventId ? eventId : createHash('sha256').update(eventId).digest('hex');
}

function detailOf(event: SendGridEvent): ReceiptDetail {
  const detail: ReceiptDetail = {};
  const reason = storableText(event.reason, 1_000);
  const code = storableText(event.smtpStatus, 20);
  const url = storableText(event.url, 2_000);
  if (reason) detail.reason = reason;
  if (code) detail.code = code;
  if (url) detail.url = url;
  if (event.machineOpen) detail.machineOpen = true;
  if (receiptKind(event.kind) === 'other') {
    const raw = storableJson(event.raw);
    if (JSON.stringify(raw ?? null).length <= largestRaw) detail.raw = raw;
  }
  return detail;
}
