import { applyReceipt, type MessageState } from '../message-state';
import type { Receipt } from './receipt';

/** The part of a message's row that receipts may move. */
export interface LedgerEntry {
  id: string;
  state: MessageState;
  reason: string | null;
  provider: string | null;
  providerId: string | null;
  errorCode: string | null;
  errorDetail: string | null;
  acceptedAt: Date | null;
  deliveredAt: Date | null;
  openedAt: Date | null;
  openCount: number;
  machineOpens: number;
  clickedAt: Date | null;
  clickCount: number;
  unsubscribedAt: Date | null;
  complainedAt: Date | null;
}

interface Failure {
  state: MessageState;
  reason: string | null;
  code: string | null;
  detail: string | null;
}

const failureReasons: Partial<Record<Receipt['kind'], string>> = {
  bounced: 'hard_bounce',
  blocked: 'blocked',
  dropped: 'dropped',
  failed: 'provider_failed',
  undelivered: 'undelivered',
};

const evidence: ReadonlySet<MessageState> = new Set(['accepted', 'failed', 'delivered', 'bounced']);

/**
 * The row after all of `receipts`, each of which must not have been counted before. The result is the same for any order and any
 * division into batches, the time of acceptance excepted: that of our own settling stands, where it is known.
 */
export function foldReceipts<E extends LedgerEntry>(before: E, receipts: readonly Receipt[]): E {
  const entry = { ...before };
  let failure = failureOf(before);
  for (const receipt of receipts) {
    const next = applyReceipt(entry.state, receipt.kind);
    if (next !== entry.state) {
      entry.state = next;
      entry.reason = entry.errorCode = entry.errorDetail = null;
    }
    const reported = reportedFailure(receipt);
    if (reported && (!failure || outranks(reported, failure))) failure = reported;
    countEngagement(entry, receipt);
    if (applyReceipt('queued', receipt.kind) === 'queued') continue;
    entry.provider ??= receipt.provider;
    entry.providerId ??= receipt.providerId;
    if (applyReceipt('queued', receipt.kind) === 'delivered')
      entry.deliveredAt = earlier(entry.deliveredAt, receipt.at);
  }
  if (failure && failure.state === entry.state) {
    entry.reason = failure.reason;
    entry.errorCode = failure.code;
    entry.errorDetail = failure.detail;
  }
  if (before.acceptedAt === null && evidence.has(entry.state)) {
    entry.acceptedAt = receipts.reduce<Date | null>((first, { at }) => earlier(first, at), null);
  }
  return entry;
}

function countEngagement(entry: LedgerEntry, { kind, at, detail }: Receipt): void {
  if (kind === 'opened' && detail.machineOpen) entry.machineOpens += 1;
  else if (kind === 'opened') {
    entry.openCount += 1;
    entry.openedAt = earlier(entry.openedAt, at);
  } else if (kind === 'clicked') {
    entry.clickCount += 1;
    entry.clickedAt = earlier(entry.clickedAt, at);
  } else if (kind === 'spam_report') entry.complainedAt = earlier(entry.complainedAt, at);
  else if (kind === 'unsubscribed' || kind === 'group_unsubscribed') {
    entry.unsubscribedAt = earlier(entry.unsubscribedAt, at);
  }
}

function failureOf({ state, reason, errorCode, errorDetail }: LedgerEntry): Failure | null {
  if (state !== 'failed' && state !== 'bounced') return null;
  return { state, reason, code: errorCode, detail: errorDetail };
}

function reportedFailure({ kind, detail }: Receipt): Failure | null {
  const reason = failureReasons[kind];
  if (!reason) return null;
  return {
    state: applyReceipt('queued', kind),
    reason,
    code: detail.code ?? null,
    detail: detail.reason ?? null,
  };
}

/** Of two failures the graver is told, and among equals always the same one, whichever came first. */
function outranks(one: Failure, other: Failure): boolean {
  if (one.state !== other.state) return one.state === 'bounced';
  return key(one) > key(other);
}

function key({ reason, code, detail }: Failure): string {
  return JSON.stringify([reason ?? '', code ?? '', detail ?? '']);
}

function earlier(one: Date | null, other: Date): Date {
  return one === null || other.getTime() < one.getTime() ? other : one;
}
