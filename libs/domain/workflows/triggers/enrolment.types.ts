import type { LeadFilter } from '@domain/leads';
import type { FrozenSegment } from '@domain/segments';
import type { Facts } from '@domain/conditions';
import type { EnteredVia } from '../engine/run.types';

/** Whom an enrolment brings in. Instants are RFC 3339; `from` exclusive, `to` inclusive. */
export type EnrolmentAudience =
  | { kind: 'leads'; leadIds: string[] }
  | { kind: 'filter'; filter: LeadFilter }
  /** Who is in the segment, as of the moment it was asked for. */
  | ({ kind: 'segment' } & FrozenSegment)
  | { kind: 'campaign'; campaignId: string }
  | { kind: 'silence'; from: string; to: string; days: number; channels?: string[] }
  | { kind: 'overdue'; from: string; to: string; priorities?: string[] }
  /** Leads whose date, as a day in `zone`, is `day`; leads without a zone count to the zone named `teamZone`. */
  | { kind: 'date'; field: string; day: string; yearly: boolean; zone: string; teamZone: boolean };

/** Who enrols by hand: a person, or an API key. */
export interface EnrolledBy {
  userId: string | null;
  apiKeyId?: string | null;
}

export interface Enrolment {
  id: string;
  workflowId: string;
  via: EnteredVia;
  audience: EnrolmentAudience;
  /** Whose leads alone it brings in; null: all that are meant. */
  viewerId: string | null;
  /** The last row of the audience that was looked at. */
  cursor: string | null;
  state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** Leads that were looked at, and those that entered. */
  found: number;
  entered: number;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** One of an audience. */
export interface Enrollee {
  /** The row the audience is walked by. */
  rowId: string;
  leadId: string;
  /** What the run is keyed by; null: the enrolment itself. */
  enteredBy: string | null;
  facts: Facts;
}
