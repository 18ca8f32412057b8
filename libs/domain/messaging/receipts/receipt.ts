import { RECEIPT_KINDS, type ReceiptKind } from '../message-state';

export type ReceiptProvider = 'sendgrid' | 'twilio';

/** What the ledger needs of an event beyond its kind. Stored as JSON: only ever grows. */
export interface ReceiptDetail {
  /** The provider's or the receiving server's words. */
  reason?: string;
  /** Enhanced SMTP status, or the provider's numeric error code. */
  code?: string;
  url?: string;
  /** An open by a privacy proxy, not by a person. */
  machineOpen?: boolean;
  /** The event as it came, when nobody knows its kind. */
  raw?: unknown;
}

/** A verified report of a provider, before it is stored. Ids are null when the provider gave none, or none of ours. */
export interface NewReceipt {
  provider: ReceiptProvider;
  /** Tells duplicates: unique per provider. */
  eventId: string;
  teamId: string | null;
  messageId: string | null;
  providerId: string | null;
  /** A receipt kind, or `inbound` for something a person sent us. */
  kind: ReceiptKind | 'inbound';
  address: string | null;
  at: Date;
  detail: object;
}

/** A stored report about one message. */
export interface Receipt {
  id: string;
  provider: ReceiptProvider;
  messageId: string;
  providerId: string | null;
  kind: ReceiptKind;
  address: string | null;
  at: Date;
  detail: ReceiptDetail;
}

const known: ReadonlySet<string> = new Set(RECEIPT_KINDS);

/** A kind this version does not know (a roll-back, a new event type) proves nothing. */
export function receiptKind(kind: string): ReceiptKind {
  return known.has(kind) ? (kind as ReceiptKind) : 'other';
}
