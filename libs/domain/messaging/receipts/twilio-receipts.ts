import type { SmsStatusKind, TwilioStatus } from '@integrations/sms';
import type { ReceiptKind } from '../message-state';
import type { NewReceipt, ReceiptDetail } from './receipt';
import { storableId, storableText } from './storable';

const kinds: Record<SmsStatusKind, ReceiptKind> = {
  pending: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'undelivered',
  failed: 'failed',
  // Only we cancel, and only what we scheduled there: the person did not get it.
  canceled: 'failed',
  other: 'other',
};

/** What is stored of a status callback. It names no moment, so that of its arrival stands. */
export function receiptOfTwilioStatus(
  status: TwilioStatus,
  teamId: string | null,
  receivedAt: Date,
): NewReceipt {
  const detail: ReceiptDetail = {};
  if (status.errorCode !== undefined) detail.code = String(status.errorCode);
  if (status.status === 'canceled') detail.reason = 'canceled';
  if (status.kind === 'other') detail.raw = { status: storableText(status.status, 100) };
  return {
    provider: 'twilio',
    eventId: storableText(`${status.sid}:${status.status}`, 200) ?? status.sid,
    teamId: storableId(teamId),
    messageId: storableId(status.messageId),
    providerId: storableText(status.sid, 64),
    kind: kinds[status.kind],
    address: storableText(status.to, 64),
    at: receivedAt,
    detail,
  };
}
