/** Strongest first: of two reasons for the same address and scope the stronger is kept, whichever was learned first. */
export const SUPPRESSION_REASONS = [
  'stop',
  'complaint',
  'unsubscribed',
  'invalid',
  'hard_bounce',
  'carrier_block',
  'manual',
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export const SUPPRESSION_SCOPES = ['all', 'marketing'] as const;
export type SuppressionScope = (typeof SUPPRESSION_SCOPES)[number];

export const MESSAGE_CHANNELS = ['EMAIL', 'SMS'] as const;
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number];

export interface NewSuppression {
  channel: MessageChannel;
  /** Lower-case email, or E.164. */
  address: string;
  reason: SuppressionReason;
  /** `marketing` lets account mail through, `all` nothing. */
  scope: SuppressionScope;
  messageId: string | null;
}

export interface Suppression extends NewSuppression {
  id: string;
  createdAt: Date;
}
