/** One message to or from a person, with all that its reader wants to see. What came in is a stranger's text. */
export interface Letter {
  id: string;
  direction: 'in' | 'out';
  channel: 'EMAIL' | 'SMS';
  /** As the ledger tells it; `received` of one that came in. */
  state: string;
  /** Why it is held, skipped or failed: a stable code. */
  reason: string | null;
  /** What asked for it: `inbox`, `campaign`, `run`, …; null of one that came in. */
  sourceKind: string | null;
  sourceId: string | null;
  leadId: string | null;
  /** Whoever wrote it; null for machines, and of what came in. */
  userId: string | null;
  fromName: string | null;
  from: string | null;
  to: string | null;
  subject: string | null;
  /** Outgoing ones as the lead would get them today; null while a merge field is missing, and of mail about an account. */
  text: string | null;
  /** Not sanitised. Null of mail about an account. */
  html: string | null;
  at: Date;
  dueAt: Date | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  openedAt: Date | null;
  clickedAt: Date | null;
  repliedAt: Date | null;
  /** Sent by a program: an out-of-office note, a newsletter. */
  automatic: boolean;
  /** What a reply asks for: stop, start, help, ambiguous or none. */
  classified: string | null;
  /** Under which mail programs know it, without angle brackets; null of a text. */
  mailId: string | null;
  references: string[];
}

/** Which letters: those with a lead on a channel, or just these. */
export type LetterQuery =
  | { leadId: string; channel: 'EMAIL' | 'SMS'; before?: string; except: string[]; limit: number }
  | { ids: string[]; before?: string; limit: number };
