import type { Prisma } from '@platform/database';

/** Messages per call to the provider (SendGrid takes 1,000), or per burst of calls. */
export const chunkSizes = { EMAIL: 1_000, SMS: 100 } as const;

export interface LocalDue {
  /** `YYYY-MM-DD`, the same date everywhere. */
  localDate: string;
  /** `HH:mm` on each recipient's clock. */
  localTime: string;
  /** IANA zone of recipients whose zone is unknown. */
  fallbackZone: string;
}

export interface Layout {
  sourceId: string;
  channel: 'EMAIL' | 'SMS';
  purpose: 'marketing' | 'transactional';
  /** One per variant; each lead gets one of them, always the same one, in proportion to the weights (whole numbers). */
  contents: { contentId: string; variant?: string | null; weight: number }[];
  /** A SELECT of lead ids of the team (one column); may name a lead more than once. */
  audience: Prisma.Sql;
  /** An instant (UTC), or a local time in each recipient's zone. */
  dueAt: Date | LocalDue;
  /** `campaign:<id>`; a message's key is this, a colon and the lead's id. */
  dedupePrefix: string;
}

/** What the portions need to know, kept with the source until the last of them is written. */
export interface FrozenLayout extends Pick<Layout, 'channel' | 'purpose' | 'contents' | 'dedupePrefix'> {
  /** ISO 8601, UTC; of every recipient, or of those whose zone is not in `zones`. */
  dueAt: string;
  zones: ZoneInstant[];
}

export interface ZoneInstant {
  /** As stored on the lead; null for leads without one. */
  zone: string | null;
  /** ISO 8601, UTC. */
  at: string;
}
