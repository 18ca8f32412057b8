/** Why a message was sent, held or skipped. Codes are stored and shown: they only ever grow. */
export const GATE_REASONS = {
  /** Every check passed. */
  allowed: 'allowed',
  /** Held: the campaign or workflow is paused; it goes on when that is resumed, so there is no time to wait for. */
  source_paused: 'source_paused',
  /** Skipped: what wanted the message was cancelled. */
  source_cancelled: 'source_cancelled',
  /** Skipped: a newer revision (a moved appointment, an edited message) took its place. */
  source_superseded: 'source_superseded',
  /** Cancelled: its lead was merged with another that gets the same. */
  lead_merged: 'lead_merged',
  /** Skipped: the lead has no address on this channel. */
  no_address: 'no_address',
  /** Skipped: the lead refused messages on this channel. */
  consent_denied: 'consent_denied',
  /** Skipped: marketing by SMS needs a consent that was never given. */
  consent_missing: 'consent_missing',
  /** Skipped: the address bounced, complained, opted out or was suppressed by hand. */
  suppressed: 'suppressed',
  /** Skipped: the lead is marked "do not contact". */
  do_not_contact: 'do_not_contact',
  /** Held for an hour: a reply may be an opt-out and a person has not decided yet. */
  opt_out_review: 'opt_out_review',
  /** Held until the recipient's local sending hours begin. */
  outside_window: 'outside_window',
  /** Skipped: the sending hours never open, or never for a recipient whose zone is unknown. */
  window_never_opens: 'window_never_opens',
  /** Held: the lead has had as many messages as the team allows in the period. */
  frequency_cap: 'frequency_cap',
  /** Skipped: a merge field has neither a value nor a default. */
  missing_fields: 'missing_fields',
  /** Skipped: marketing email without the team's postal address (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
  no_postal_address: 'no_postal_address',
  /** Skipped: marketing email without a way to unsubscribe (15 U.S.C. 7704(a)(3), RFC 8058). */
  no_unsubscribe: 'no_unsubscribe',
  /** Skipped: it would go out after the time until which it is of use. */
  too_late: 'too_late',
  /** Held until the team's sending quota is renewed. */
  quota_exhausted: 'quota_exhausted',
} as const;

export type GateReason = keyof typeof GATE_REASONS;
