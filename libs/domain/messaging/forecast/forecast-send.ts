import { holdEnd } from '../hold-end';
import { decide, type GateFacts } from '../send-gate';
import type { ChannelOutlook, PlannedSend, SendForecast, SendOutlook } from './forecast.types';

const HOUR = 3_600_000;
/** A message that is held more often than that is told as waiting. */
const mostHolds = 50;

/** A lead that is not there has no address. */
const nobody: ChannelOutlook = {
  address: null,
  consent: 'unknown',
  suppression: null,
  doNotContact: false,
  optOutReview: false,
  zone: null,
  sentAt: [],
};

/**
 * What would become of a message: the send gate itself, asked when the message is due and again at the end of every hold.
 * `alsoSent`: marketing messages on the same channel that would have left before, besides those in the ledger. Pure.
 */
export function forecastSend(
  outlook: SendOutlook,
  planned: PlannedSend,
  alsoSent: readonly Date[] = [],
): SendForecast {
  const lead = outlook.leads.get(planned.leadId)?.[planned.channel] ?? nobody;
  const sent = [...lead.sentAt, ...alsoSent].map((at) => at.getTime()).sort((a, b) => a - b);
  const verdicts: SendForecast['verdicts'] = [];
  let at = planned.dueAt;
  for (;;) {
    const verdict = decide(gateFacts(outlook, lead, planned, sent, at), at);
    verdicts.push({ at, verdict });
    const { reason } = verdict;
    if (verdict.action === 'send') return { outcome: 'sends', at, reason, verdicts };
    if (verdict.action === 'skip') return { outcome: 'skips', at: null, reason, verdicts };
    // A person has to decide about an unclear reply: no clock ends that.
    if (!verdict.until || reason === 'opt_out_review' || verdicts.length >= mostHolds)
      return { outcome: 'waits', at: null, reason, verdicts };
    at = new Date(holdEnd(verdict, at));
  }
}

function gateFacts(
  { policy, hasPostalAddress }: SendOutlook,
  lead: ChannelOutlook,
  { channel, purpose, missingFields, notAfter = null, hoursZone = null, paused = false }: PlannedSend,
  sent: readonly number[],
  at: Date,
): GateFacts {
  const { address, consent, suppression, doNotContact, optOutReview, zone } = lead;
  const cap = policy.cap[channel];
  return {
    ...{ channel, purpose, address, consent, suppression, doNotContact, optOutReview, notAfter },
    zone: zone ?? hoursZone,
    source: { state: paused ? 'paused' : 'wanted' },
    keepsHours: hoursZone !== null,
    smsConsentRequired: policy.smsConsentRequired,
    window: policy.window[channel],
    cap: cap && { ...cap, ...countedFor(cap, sent, at.getTime()) },
    content: { hasPostalAddress, hasUnsubscribe: true, missingFields: [...missingFields] },
    quota: { remaining: null, resetsAt: null },
  };
}

/** As the statement of the gate counts: what left within the period, and when the one that fills the cap leaves it. */
function countedFor(
  { max, windowHours }: { max: number; windowHours: number },
  sent: readonly number[],
  at: number,
): { sentInWindow: number; freeAt: Date | null } {
  const counted = sent.filter((time) => time > at - windowHours * HOUR && time <= at);
  const filling = counted.at(-max);
  return {
    sentInWindow: counted.length,
    freeAt: filling === undefined ? null : new Date(filling + windowHours * HOUR),
  };
}
