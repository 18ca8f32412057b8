import type { CustomCondition } from '@domain/custom-fields';
import type { LeadStatus } from '../lead';

/** Which leads are meant. All conditions hold together; within a list any of its entries. */
export interface LeadFilter {
  status?: LeadStatus[];
  stage?: string;
  source?: string;
  /** Inclusive. */
  minScore?: number;
  /** Inclusive. */
  maxScore?: number;
  /** A user's id, or `unassigned`. */
  assignee?: string;
  /** Leads with any of these tags. */
  tagIds?: string[];
  /** Instant, inclusive. A text is RFC 3339, as in a stored filter. */
  createdFrom?: Date | string;
  /** Instant, exclusive. */
  createdTo?: Date | string;
  /** Words that all occur in name, email, phone or company. */
  search?: string;
  /** IANA zone. */
  timezone?: string;
  state?: string;
  /** Conditions on the team's own fields; all of them hold. */
  custom?: CustomCondition[];
}

/** Whom a campaign is for. */
export type Audience = { filter: LeadFilter } | { tagIds: string[] } | { leadIds: string[] };

/** A list looks at that many of the newest matches of a search; more than anyone pages through. An audience has no such limit. */
export const searchedInLists = 400;
