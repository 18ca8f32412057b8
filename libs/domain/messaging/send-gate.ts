import type { GateReason } from './gate-reasons';
import { findAllowedInstant, type SendWindow } from './send-window';

export { GATE_REASONS, type GateReason } from './gate-reasons';

const HOUR = 3_600_000;
/** A wait that should be over already is looked at again after this, not in a tight loop. */
const SHORTEST_HOLD = 60_000;

/** All the gate may know about one message; gathered by the caller at the moment of sending. */
export interface GateFacts {
  channel: 'EMAIL' | 'SMS';
  purpose: 'marketing' | 'transactional';
  /** From then on it is of no use; null: it always is. */
  notAfter: Date | null;
  /** A transactional message that keeps to the window all the same. */
  keepsHours: boolean;
  source: { state: 'wanted' | 'paused' | 'cancelled' | 'superseded' };
  address: string | null;
  consent: 'granted' | 'denied' | 'unknown';
  /** The team's policy: marketing by SMS only with consent (47 CFR 64.1200(a)(2)); the lawful default is true. */
  smsConsentRequired: boolean;
  suppression: { reason: string; since: Date; scope: 'all' | 'marketing' } | null;
  doNotContact: boolean;
  /** An ambiguous reply waits for a person. */
  optOutReview: boolean;
  /** The recipient's IANA zone, null when unknown. */
  zone: string | null;
  /** Null: this channel may be used at any hour. */
  window: SendWindow | null;
  /** `freeAt`: when the oldest counted message leaves the period, null when not known. */
  cap: { max: number; windowHours: number; sentInWindow: number; freeAt: Date | null } | null;
  content: { hasPostalAddress: boolean; hasUnsubscribe: boolean; missingFields: string[] };
  /** `remaining` null: unlimited. */
  quota: { remaining: number | null; resetsAt: Date | null };
}

export type GateCheckName =
  | 'source'
  | 'deadline'
  | 'address'
  | 'consent'
  | 'suppression'
  | 'do_not_contact'
  | 'opt_out_review'
  | 'window'
  | 'frequency_cap'
  | 'content'
  | 'quota';

export interface GateCheck {
  check: GateCheckName;
  result: 'pass' | 'hold' | 'skip';
  detail?: string;
}

/** `until` is missing on a hold that only its source can end (`source_paused`). Plain data, stored as the explanation. */
export interface Verdict {
  action: 'send' | 'hold' | 'skip';
  until?: Date;
  reason: GateReason;
  checks: readonly GateCheck[];
}

interface Stop {
  action: 'hold' | 'skip';
  reason: GateReason;
  until?: Date;
  detail?: string;
}
type Check = (facts: GateFacts, now: Date) => Stop | null;

const skip = (reason: GateReason, detail?: string): Stop => ({ action: 'skip', reason, detail });
const isMarketing = (facts: GateFacts): boolean => facts.purpose === 'marketing';
const tooLate = ({ notAfter }: GateFacts): Stop =>
  skip('too_late', `of use until ${notAfter?.toISOString()}`);

const source: Check = ({ source: { state } }) => {
  switch (state) {
    case 'wanted':
      return null;
    case 'paused':
      return { action: 'hold', reason: 'source_paused' };
    case 'cancelled':
      return skip('source_cancelled');
    case 'superseded':
      return skip('source_superseded');
  }
};

const isLate = ({ notAfter }: GateFacts, at: Date): boolean => notAfter !== null && at >= notAfter;

const deadline: Check = (facts, now) => (isLate(facts, now) ? tooLate(facts) : null);

const address: Check = (facts) => (facts.address ? null : skip('no_address'));

/** A refused SMS is refused for every purpose: a revocation reaches all automated texts (47 CFR 64.1200(a)(10)). */
const consent: Check = (facts) => {
  const binding = isMarketing(facts) || facts.channel === 'SMS';
  if (facts.consent === 'denied' && binding) return skip('consent_denied');
  const needed = isMarketing(facts) && facts.channel === 'SMS' && facts.smsConsentRequired;
  return needed && facts.consent !== 'granted' ? skip('consent_missing') : null;
};

const suppression: Check = (facts) => {
  const entry = facts.suppression;
  if (!entry || (entry.scope === 'marketing' && !isMarketing(facts))) return null;
  return skip('suppressed', `${entry.reason} since ${entry.since.toISOString()}`);
};

const doNotContact: Check = (facts) => (facts.doNotContact ? skip('do_not_contact') : null);

const optOutReview: Check = (facts, now) =>
  facts.optOutReview && isMarketing(facts)
    ? { action: 'hold', reason: 'opt_out_review', until: new Date(now.getTime() + HOUR) }
    : null;

const sendWindow: Check = (facts, now) => {
  if (!(isMarketing(facts) || facts.keepsHours) || !facts.window) return null;
  const allowed = findAllowedInstant(now, facts.zone, facts.window);
  if (!allowed) return skip('window_never_opens');
  const detail = facts.zone ?? 'zone unknown: hours that all zones of the contiguous US share';
  return allowed.getTime() === now.getTime()
    ? null
    : { action: 'hold', reason: 'outside_window', until: allowed, detail };
};

const frequencyCap: Check = (facts, now) => {
  const { cap } = facts;
  if (!cap || !isMarketing(facts) || cap.sentInWindow < cap.max) return null;
  return {
    action: 'hold',
    reason: 'frequency_cap',
    until: openAgain(facts, now, cap.freeAt),
    detail: `${cap.sentInWindow} of ${cap.max} in ${cap.windowHours} h`,
  };
};

const content: Check = (facts) => {
  const { missingFields, hasPostalAddress, hasUnsubscribe } = facts.content;
  if (missingFields.length > 0) return skip('missing_fields', missingFields.join(', '));
  if (!isMarketing(facts) || facts.channel !== 'EMAIL') return null;
  if (!hasPostalAddress) return skip('no_postal_address');
  return hasUnsubscribe ? null : skip('no_unsubscribe');
};

const quota: Check = (facts, now) => {
  const { remaining, resetsAt } = facts.quota;
  if (remaining === null || remaining > 0) return null;
  return { action: 'hold', reason: 'quota_exhausted', until: openAgain(facts, now, resetsAt) };
};

/** When a wait ends, moved on to the recipient's hours so that a message is not woken only to be held again. */
function openAgain(facts: GateFacts, now: Date, end: Date | null): Date {
  const at = end
    ? new Date(Math.max(end.getTime(), now.getTime() + SHORTEST_HOLD))
    : new Date(now.getTime() + HOUR);
  if (!isMarketing(facts) || !facts.window) return at;
  return findAllowedInstant(at, facts.zone, facts.window) ?? at;
}

const CHECKS: readonly (readonly [GateCheckName, Check])[] = [
  ['source', source],
  ['deadline', deadline],
  ['address', address],
  ['consent', consent],
  ['suppression', suppression],
  ['do_not_contact', doNotContact],
  ['opt_out_review', optOutReview],
  ['window', sendWindow],
  ['frequency_cap', frequencyCap],
  ['content', content],
  ['quota', quota],
];

const passedChecks: readonly GateCheck[] = CHECKS.map(([check]) => ({ check, result: 'pass' }));
/** One for all: most messages pass, and a list of their own for each is the most that deciding would allocate. */
const letThrough: Verdict = { action: 'send', reason: 'allowed', checks: passedChecks };

/**
 * Whether one message may go out at `now`. The first check that does not pass decides; the checks up to it are the explanation.
 * Transactional messages pass the window (unless they keep to it), the cap and marketing-only suppression, never a hard
 * suppression or "do not contact".
 */
export function decide(facts: GateFacts, now: Date): Verdict {
  for (let index = 0; index < CHECKS.length; index++) {
    const [check, run] = CHECKS[index]!;
    let stop = run(facts, now);
    // A wait that ends too late is not worth waiting for.
    if (stop?.until && isLate(facts, stop.until)) stop = tooLate(facts);
    if (!stop) continue;
    const { action, reason, until, detail } = stop;
    const last: GateCheck = { check, result: action, ...(detail === undefined ? {} : { detail }) };
    const checks = [...passedChecks.slice(0, index), last];
    return { action, reason, checks, ...(until === undefined ? {} : { until }) };
  }
  return letThrough;
}
