import type { GateReason } from './gate-reasons';
import type { MessageView, ReceiptView } from './message-views.repository';
import type { GateCheck, GateCheckName, Verdict } from './send-gate';

export interface ExplainedCheck {
  check: GateCheckName;
  result: 'pass' | 'hold' | 'skip';
  /** What was asked, and the answer, in words. */
  text: string;
}

export interface TimelineEntry {
  at: Date;
  what: string;
}

const asked: Record<GateCheckName, string> = {
  source: 'What asked for the message still wanted it',
  deadline: 'It was still of use',
  address: 'There was an address to send to',
  consent: 'The recipient had not refused this channel',
  suppression: 'The address was not suppressed',
  do_not_contact: 'The lead was not marked "do not contact"',
  opt_out_review: 'No reply was waiting for a person to read as an opt-out',
  window: "It was within the recipient's sending hours",
  frequency_cap: 'The recipient had not had too many messages',
  content: 'The content was complete',
  quota: 'The team had messages left',
};

const reasons: Record<GateReason, string> = {
  allowed: 'every check passed',
  source_paused: 'what asked for it is paused',
  source_cancelled: 'what asked for it was cancelled',
  source_superseded: 'a newer revision took its place',
  lead_merged: 'its lead was merged with another that gets the same message',
  no_address: 'the lead has no address on this channel',
  consent_denied: 'the lead refused messages on this channel',
  consent_missing: 'marketing by SMS needs a consent that was never given',
  suppressed: 'the address must not be written to',
  do_not_contact: 'the lead is marked "do not contact"',
  opt_out_review: 'a reply may be an opt-out and nobody has decided yet',
  outside_window: "the recipient's sending hours have not begun",
  window_never_opens: 'the sending hours never open for this recipient',
  frequency_cap: 'the lead has had as many messages as the team allows',
  missing_fields: 'a merge field has neither a value nor a default',
  no_postal_address: 'marketing email needs the postal address of the team',
  no_unsubscribe: 'marketing email needs a way to unsubscribe',
  too_late: 'it could not go out while it was of use',
  quota_exhausted: 'the sending quota of the team is used up',
};

/** A message that was sent passed all of them; only that is stored with it. */
const allPassed: GateCheck[] = (Object.keys(asked) as GateCheckName[]).map((check) => ({
  check,
  result: 'pass',
}));

/** The gate's stored verdict in words. */
export function explainChecks(stored: unknown): {
  checks: ExplainedCheck[];
  summary: (message: MessageView) => string;
} {
  const verdict = stored as Partial<Verdict> | null;
  const checks = verdict?.checks ?? (verdict?.action === 'send' ? allPassed : []);
  return {
    checks: checks.map(({ check, result, detail }) => ({
      check,
      result,
      text: words(check, result, detail),
    })),
    summary: (message) => summaryOf(message),
  };
}

function words(check: GateCheckName, result: GateCheck['result'], detail: string | undefined): string {
  const answer = result === 'pass' ? 'yes' : result === 'hold' ? 'not yet' : 'no';
  return `${asked[check]}: ${answer}${detail ? ` (${detail})` : ''}.`;
}

function summaryOf({ state, reason, dueAt, errorDetail }: MessageView): string {
  const why = reason ? (reasons[reason as GateReason] ?? errorDetail ?? reason) : null;
  const because = why ? `: ${why}` : '';
  switch (state) {
    case 'queued':
      return `Waiting to be sent at ${dueAt.toISOString()}.`;
    case 'held':
      return `Held until ${dueAt.toISOString()}${because}.`;
    case 'claimed':
      return 'A worker is about to hand it to the provider.';
    case 'handed_off':
      return 'Handed to the provider, which has not answered yet.';
    case 'skipped':
      return `Not sent${because}.`;
    case 'cancelled':
      return 'Cancelled before it was sent.';
    case 'uncertain':
      return `Handed to the provider without a known outcome${because}. It is not sent again; a report of the provider settles it.`;
    case 'failed':
      return `Failed${because}.`;
    case 'bounced':
      return `Bounced${because}.`;
    case 'delivered':
      return 'Delivered.';
    default:
      return 'Accepted by the provider.';
  }
}

/** What happened, in order of time. */
export function timelineOf(message: MessageView, receipts: ReceiptView[]): TimelineEntry[] {
  const own: [Date | null, string][] = [
    [message.createdAt, 'laid out'],
    [message.dueAt, 'due'],
    [message.handedOffAt, 'handed to the provider'],
    [message.acceptedAt, 'accepted by the provider'],
    [message.repliedAt, 'replied to'],
    [message.unsubscribedAt, 'unsubscribed'],
  ];
  const entries = own.flatMap(([at, what]) => (at ? [{ at, what }] : []));
  const reported = receipts.map(({ at, provider, kind }) => ({ at, what: `${provider}: ${kind}` }));
  return [...entries, ...reported].sort((a, b) => a.at.getTime() - b.at.getTime());
}
