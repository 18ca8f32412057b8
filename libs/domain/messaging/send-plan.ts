import type { MergeValues } from '@domain/templates';
import type { ClaimedChunk } from './chunks.repository';
import { decide, type GateFacts, type Verdict } from './send-gate';
import type { Rendered } from './send-content';
import type { MessageFacts, TeamSettings } from './send-facts.repository';

export interface Stopped {
  id: string;
  verdict: Verdict;
}

export interface Broken {
  id: string;
  code: string;
  detail: string;
}

/** A message that may go out, rendered. */
export interface Ready<T> {
  id: string;
  address: string;
  content: T;
}

/** What becomes of each message of a chunk before the provider is asked. */
export interface SendPlan<T> {
  ready: Ready<T>[];
  skipped: Stopped[];
  held: Stopped[];
  broken: Broken[];
}

export interface PlanContext {
  chunk: ClaimedChunk;
  settings: TeamSettings;
  fields: string[];
  /** The link is made only where a template or a header needs it. */
  unsubscribeUrl: (messageId: string) => string;
}

/** Asks the gate about every message and renders those that pass. Pure: a thousand messages take a few milliseconds. */
export function planSending<T>(
  messages: MessageFacts[],
  context: PlanContext,
  render: (values: MergeValues, message: MessageFacts) => Rendered<T>,
): SendPlan<T> {
  const plan: SendPlan<T> = { ready: [], skipped: [], held: [], broken: [] };
  const valuesOf = valueReader(context);
  for (const message of messages) {
    const facts = gateFacts(message, context);
    let verdict = decide(facts, context.settings.now);
    if (verdict.action === 'send') {
      const rendered = render(valuesOf(message), message);
      if (rendered.ok) {
        plan.ready.push({ id: message.id, address: message.address!, content: rendered.value });
        continue;
      }
      if (rendered.missing.length === 0) {
        plan.broken.push({
          id: message.id,
          code: 'content_too_large',
          detail: 'the rendered message is too large',
        });
        continue;
      }
      facts.content.missingFields = rendered.missing;
      verdict = decide(facts, context.settings.now);
    }
    (verdict.action === 'hold' ? plan.held : plan.skipped).push({ id: message.id, verdict });
  }
  return plan;
}

function gateFacts(message: MessageFacts, { chunk, settings }: PlanContext): GateFacts {
  const { policy } = settings;
  const cap = policy.cap[chunk.channel];
  return {
    channel: chunk.channel,
    purpose: chunk.purpose,
    notAfter: message.notAfter,
    keepsHours: message.hoursZone !== null,
    // The claim and the hand-off ask the source itself, in their own statements.
    source: { state: 'wanted' },
    // A lead that was deleted since has no address to write to.
    address: message.leadGone ? null : message.address,
    consent: message.consent as GateFacts['consent'],
    smsConsentRequired: policy.smsConsentRequired,
    suppression:
      message.suppressedFor === null || message.suppressedSince === null
        ? null
        : {
            reason: message.suppressedFor,
            since: message.suppressedSince,
            scope: message.suppressedForAll ? 'all' : 'marketing',
          },
    doNotContact: message.doNotContact,
    optOutReview: message.optOutReview,
    zone: message.zone ?? message.hoursZone,
    window: policy.window[chunk.channel],
    cap: cap && { ...cap, sentInWindow: message.sentInWindow, freeAt: message.freeAt },
    content: { hasPostalAddress: settings.postalAddress !== null, hasUnsubscribe: true, missingFields: [] },
    quota: { remaining: null, resetsAt: null },
  };
}

/** Values come from the message itself, else from its lead, its team, its own link. */
function valueReader({
  fields,
  settings,
  unsubscribeUrl,
}: PlanContext): (message: MessageFacts) => MergeValues {
  const columns = fields.map((_field, index) => `v${index}` as const);
  return (message) => {
    // A Map, because an object with a field's path for a key is several times slower to build and to read.
    const values = new Map<string, string | null>();
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      if (field === 'unsubscribeUrl') values.set(field, unsubscribeUrl(message.id));
      else if (field === 'team.name') values.set(field, settings.name);
      else values.set(field, message[columns[index]!] ?? null);
    }
    const own = message.mergeValues;
    if (typeof own === 'object' && own !== null) {
      for (const [field, value] of Object.entries(own)) values.set(field, String(value));
    }
    return values;
  };
}
