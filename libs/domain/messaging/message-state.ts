/**
 * Ranks put an order on what is known of a message. A receipt can only raise the rank, so receipts may come in any order and any
 * number of times. A delivery outranks a failure (it is evidence, the failure was a report); a bounce may follow a delivery.
 */
const RANK = {
  queued: 0,
  held: 0,
  skipped: 0,
  cancelled: 0,
  claimed: 1,
  handed_off: 2,
  uncertain: 2,
  accepted: 3,
  failed: 4,
  delivered: 5,
  bounced: 6,
} as const;

export type MessageState = keyof typeof RANK;

/** Every state of a message in the ledger, in the order of its life; `uncertain` was handed off with no known outcome. */
export const MESSAGE_STATES = Object.keys(RANK) as readonly MessageState[];

/** Nothing of ours is left to do; evidence from the provider may still correct these. */
export const TERMINAL_STATES: ReadonlySet<MessageState> = new Set<MessageState>([
  'skipped',
  'cancelled',
  'delivered',
  'bounced',
  'failed',
]);

/** What each kind of receipt proves; null proves nothing about this message's way. */
const PROVES = {
  // Email and SMS alike: the provider has it.
  accepted: 'accepted',
  processed: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
  deferred: 'accepted',
  delivered: 'delivered',
  bounced: 'bounced',
  blocked: 'bounced',
  dropped: 'failed',
  undelivered: 'failed',
  failed: 'failed',
  // Nobody opens, clicks or complains about a mail that was not delivered, even when that receipt was lost.
  opened: 'delivered',
  clicked: 'delivered',
  read: 'delivered',
  replied: 'delivered',
  spam_report: 'delivered',
  unsubscribed: 'delivered',
  group_unsubscribed: 'delivered',
  group_resubscribed: null,
  other: null,
} as const satisfies Record<string, MessageState | null>;

export type ReceiptKind = keyof typeof PROVES;
export const RECEIPT_KINDS = Object.keys(PROVES) as readonly ReceiptKind[];

/**
 * The state after one more receipt. Any evidence of the provider settles `uncertain` and corrects a state that said the message
 * never left (queued, held, skipped, cancelled): the ledger tells what happened, not what was meant.
 */
export function applyReceipt(current: MessageState, receipt: ReceiptKind): MessageState {
  const proven = PROVES[receipt];
  return proven !== null && RANK[proven] > RANK[current] ? proven : current;
}
