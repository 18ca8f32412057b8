import type { TeamRole } from '@platform/database';

export const INVITATION_STATES = ['open', 'accepted', 'revoked', 'expired'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export const invitationLimits = {
  hours: 72,
  /** Open ones of a team: a team is no mailing list. */
  open: 100,
  /** Letters of one invitation, and the least time between two of them. */
  letters: 5,
  pauseSeconds: 60,
} as const;

export interface Invitation {
  id: string;
  email: string;
  role: TeamRole;
  state: InvitationState;
  invitedById: string;
  /** Letters sent so far. */
  sent: number;
  sentAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  acceptedById: string | null;
  createdAt: Date;
}

/** What the holder of a link may know before they accept. */
export interface InvitationPreview {
  teamName: string;
  invitedBy: string;
  email: string;
  role: TeamRole;
  expiresAt: Date;
  /** Whether the address signs in already: then one accepts signed in, else by registering. */
  hasAccount: boolean;
}
