import type { MessageCounts, SourceStats } from '@domain/messaging';

/** Shares from 0 to 1, to four places; null while there is nothing to divide by. */
export interface CampaignRates {
  /** Of what the provider took. */
  delivered: number | null;
  bounced: number | null;
  /** Of what was delivered. */
  opened: number | null;
  clicked: number | null;
  replied: number | null;
  unsubscribed: number | null;
  complained: number | null;
}

/**
 * Counted from message rows. `audience = accepted + skipped + failed + uncertain + cancelled + pending`, and pending is zero
 * once a campaign has ended.
 */
export interface CampaignFigures {
  audience: number;
  /** queued + inFlight + held. */
  pending: number;
  queued: number;
  inFlight: number;
  held: number;
  /** The provider has it, bounced ones included. */
  accepted: number;
  /** As `accepted`, and those that failed after the provider had taken them. */
  sent: number;
  delivered: number;
  opened: number;
  machineOpened: number;
  clicked: number;
  replied: number;
  bounced: number;
  failed: number;
  skipped: number;
  /** Skipped messages by reason code. */
  skippedReasons: Record<string, number>;
  /** Handed to the provider without a known outcome; never sent again. */
  uncertain: number;
  cancelled: number;
  unsubscribed: number;
  complained: number;
  /** SMS segments. */
  segments: number;
  rates: CampaignRates;
}

/** Messages that may still be sent. */
export function openMessages({ states }: Pick<MessageCounts, 'states'>): number {
  return states.queued + states.held + states.claimed + states.handed_off;
}

export function figuresOf(counts: MessageCounts): CampaignFigures {
  const {
    states,
    sent,
    delivered,
    opened,
    machineOpened,
    clicked,
    replied,
    unsubscribed,
    complained,
    segments,
  } = counts;
  const of = (count: number, whole: number) =>
    whole > 0 ? Math.round((count / whole) * 10_000) / 10_000 : null;
  return {
    audience: counts.total,
    pending: openMessages(counts),
    queued: states.queued,
    inFlight: states.claimed + states.handed_off,
    held: states.held,
    accepted: states.accepted + states.delivered + states.bounced,
    sent,
    delivered,
    opened,
    machineOpened,
    clicked,
    replied,
    bounced: states.bounced,
    failed: states.failed,
    skipped: states.skipped,
    skippedReasons: counts.skipped,
    uncertain: states.uncertain,
    cancelled: states.cancelled,
    unsubscribed,
    complained,
    segments,
    rates: {
      delivered: of(delivered, sent),
      bounced: of(states.bounced, sent),
      opened: of(opened, delivered),
      clicked: of(clicked, delivered),
      replied: of(replied, delivered),
      unsubscribed: of(unsubscribed, delivered),
      complained: of(complained, delivered),
    },
  };
}

export interface CampaignStats extends CampaignFigures {
  variants: (CampaignFigures & { variant: string })[];
}

/** In total and, for a split, by variant. */
export function statsOf(source: SourceStats): CampaignStats {
  const variants = source.variants.flatMap(({ variant, ...counts }) =>
    variant === null ? [] : [{ variant, ...figuresOf(counts) }],
  );
  return { ...figuresOf(source), variants };
}
