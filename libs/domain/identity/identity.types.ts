import type { Permission } from '@platform/auth';
import type { TeamRole } from '@platform/database';

export interface Registration {
  email: string;
  password: string;
  name: string;
  teamName?: string;
  /** IANA zone of the person and, at first, of the team. */
  timezone?: string;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** Seconds that the access token is good for. */
  expiresIn: number;
}

/** The password was right; the second step is due. */
export interface SignInChallenge {
  /** Good for one completed sign-in. */
  challenge: string;
  /** Seconds that it is good for. */
  expiresIn: number;
}

export interface Profile {
  id: string;
  email: string;
  name: string;
  avatar: string | null;
  timezone: string;
  language: string;
  /** Until then no lead is handed to the person in turn; null: not away. */
  awayUntil: Date | null;
  emailVerified: boolean;
  role: TeamRole;
  team: { id: string; name: string };
  permissions: Permission[];
  createdAt: Date;
}

export interface ProfileChanges {
  name?: string;
  avatar?: string | null;
  timezone?: string;
  language?: string;
  /** Null: back again. */
  awayUntil?: Date | null;
}

export interface ApiKey {
  id: string;
  name: string;
  /** The public part, by which people tell keys apart. */
  prefix: string;
  scopes: Permission[];
  createdById: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}
