export const THREAD_CHANNELS = ['EMAIL', 'SMS'] as const;
export type ThreadChannel = (typeof THREAD_CHANNELS)[number];

/**
 * inbox: with leads, not asleep. snoozed: asleep. triage: unknown senders who wait for a decision. dismissed: those set aside.
 */
export const THREAD_VIEWS = ['inbox', 'snoozed', 'triage', 'dismissed', 'all'] as const;
export type ThreadView = (typeof THREAD_VIEWS)[number];

export const inboxLimits = { excerpt: 200, words: 5_000, comment: 10_000, searched: 1_000 } as const;

/** What was said with one person on one channel. */
export interface Thread {
  id: string;
  channel: ThreadChannel;
  /** Null: nobody knows yet who writes. */
  leadId: string | null;
  leadName: string | null;
  /** Where the person wrote from last, or was written to first: lower-case email or E.164. */
  address: string;
  /** As an unknown sender calls themselves. */
  senderName: string | null;
  subject: string | null;
  /** How the last message begins. */
  excerpt: string;
  lastDirection: 'in' | 'out';
  lastMessageAt: Date;
  /** Messages that nobody has read. */
  unread: number;
  /** Something waits to be read, or the thread is back from a snooze. */
  isUnread: boolean;
  assignedToId: string | null;
  /** Who is to answer: whoever it is assigned to, else whoever has the lead. */
  responsibleId: string | null;
  /** Asleep until then; null when it is awake. */
  snoozedUntil: Date | null;
  dismissedAt: Date | null;
  /** Where it stands in lists. */
  sortAt: Date;
  createdAt: Date;
}

export interface ThreadFilter {
  view?: ThreadView;
  channel?: ThreadChannel;
  leadId?: string;
  /** Whoever is to answer; `null`: nobody is. */
  responsibleId?: string | null;
  unread?: boolean;
  search?: string;
}

export interface ThreadCounts {
  /** Threads of the view `inbox` with something to read. */
  unread: number;
  /** Of those, the ones that the caller is to answer; 0 for an API key. */
  mine: number;
  /** Of those, the ones nobody is to answer. */
  unassigned: number;
  snoozed: number;
  /** Unknown senders who wait for a decision. */
  triage: number;
}

/** One message as a thread keeps it. */
export interface NewEntry {
  id: string;
  direction: 'in' | 'out';
  at: Date;
  /** False: it waits to be read. */
  read: boolean;
  subject: string | null;
  text: string;
}
