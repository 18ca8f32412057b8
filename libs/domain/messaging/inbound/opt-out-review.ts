import type { MessageChannel } from '../unsubscribe/suppression';

export type ReviewResolution = 'opt_out' | 'keep';

export interface OptOutReview {
  id: string;
  channel: MessageChannel;
  address: string;
  leadId: string | null;
  /** What the person wrote. */
  text: string;
  openedAt: Date;
  resolvedAt: Date | null;
  resolution: ReviewResolution | null;
}
