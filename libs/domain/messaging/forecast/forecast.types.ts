import type { GateReason } from '../gate-reasons';
import type { GateFacts, Verdict } from '../send-gate';
import type { TeamPolicy } from '../team-policy';

export type Channel = GateFacts['channel'];

/** What the gate knows of one lead on one channel, whatever the message. */
export type ChannelOutlook = Pick<
  GateFacts,
  'address' | 'consent' | 'suppression' | 'doNotContact' | 'optOutReview' | 'zone'
> & {
  /** Marketing messages a provider has taken, oldest first. */
  sentAt: readonly Date[];
};

/** What the gate knows of a team and its leads at one moment; enough to ask it about other moments. */
export interface SendOutlook {
  policy: TeamPolicy;
  hasPostalAddress: boolean;
  /** By lead id. A lead that is gone is missing. */
  leads: ReadonlyMap<string, Readonly<Record<Channel, ChannelOutlook>>>;
}

/** A message that would be put into the ledger. */
export interface PlannedSend {
  leadId: string;
  channel: Channel;
  purpose: GateFacts['purpose'];
  /** When it would be due. */
  dueAt: Date;
  /** Merge fields without value and default. */
  missingFields: readonly string[];
  /** As `SingleMessage.notAfter`. */
  notAfter?: Date | null;
  /** As `SingleMessage.hoursZone`. */
  hoursZone?: string | null;
  /** What asks for it is paused; only its author can end that. */
  paused?: boolean;
}

export interface SendForecast {
  outcome: 'sends' | 'skips' | 'waits';
  /** When it would leave; null when it would not, or nobody can tell. */
  at: Date | null;
  reason: GateReason;
  /** What the gate would say, and each time it would be asked again. */
  verdicts: { at: Date; verdict: Verdict }[];
}
