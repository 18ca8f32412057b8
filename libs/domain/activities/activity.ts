/** Who caused something. A person's id, or null for the system and for API keys. */
export interface Author {
  userId: string | null;
}

/** One fact to write down. `type` is `noun.verb_past` for what the system saw, or one of LOGGED_TYPES. */
export interface ActivityEntry {
  type: string;
  title: string;
  description?: string | null;
  leadId?: string | null;
  campaignId?: string | null;
  /** The task, note, appointment, workflow … itself, where it is neither lead nor campaign; the type tells which. */
  subjectId?: string | null;
  userId?: string | null;
  /** What changed: `{ field: { from, to } }`. */
  changes?: object | null;
}

export interface Activity {
  id: string;
  type: string;
  title: string;
  description: string | null;
  leadId: string | null;
  campaignId: string | null;
  subjectId: string | null;
  userId: string | null;
  changes: unknown;
  createdAt: Date;
}

export interface ActivityFilter {
  leadId?: string;
  campaignId?: string;
  subjectId?: string;
  userId?: string;
  type?: string[];
  /** None of these. */
  exceptTypes?: readonly string[];
  /** Instants, UTC: `from` inclusive, `to` exclusive. */
  from?: Date;
  to?: Date;
}

/** Where a list goes on: behind this row. */
export interface ActivityPosition {
  createdAt: Date;
  id: string;
}

/** What a person may log by hand. */
export const LOGGED_TYPES = ['note', 'call', 'email', 'sms', 'meeting', 'showing', 'other'] as const;
export type LoggedType = (typeof LOGGED_TYPES)[number];

export interface LogInput {
  type: LoggedType;
  title: string;
  description?: string | null;
  leadId?: string | null;
  campaignId?: string | null;
}
