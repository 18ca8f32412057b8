import type { LeadVisibility } from '@platform/auth';
import type { MessagingPolicy } from './messaging-policy';

export const UNKNOWN_SENDERS = ['triage', 'create_lead'] as const;
export type UnknownSenders = (typeof UNKNOWN_SENDERS)[number];

export interface Team {
  id: string;
  name: string;
  slug: string;
  /** IANA zone of the business. */
  timezone: string;
  /** Printed in every marketing email (CAN-SPAM, 15 U.S.C. 7704(a)(5)); without it none is sent. */
  postalAddress: string | null;
  emailFromName: string | null;
  emailFromAddress: string | null;
  /** E.164. */
  smsFromNumber: string | null;
  messagingPolicy: MessagingPolicy;
  /** What becomes of somebody who writes and is no lead: they wait for a decision in the inbox, or become a lead at once. */
  unknownSenders: UnknownSenders;
  /** Which leads members see; managers and above see all. */
  memberLeadVisibility: LeadVisibility;
}

/** What a team may change about itself; left out means unchanged, null means cleared. */
export type TeamChanges = Partial<Omit<Team, 'id' | 'slug'>>;
