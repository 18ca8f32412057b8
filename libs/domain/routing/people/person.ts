import type { HourSpan } from '../choice/working-hours';

export interface RoutingSettings {
  /** Null: at any hour. */
  hours: HourSpan[] | null;
  /** IANA; of the hours, and of the calendar in conditions. */
  zone: string;
  slaMinutes: number | null;
  routeImports: boolean;
}
export type SettingsChanges = Partial<Omit<RoutingSettings, 'zone'>> & { zone?: string | null };

/** When and how many leads a member takes. */
export interface Availability {
  userId: string;
  name: string;
  /** Takes leads at this moment, working hours and capacity aside. */
  available: boolean;
  /** Paused here, or away in every team (`PUT /api/auth/me`). */
  pausedAs: 'paused' | 'away' | null;
  /** Null: until somebody says otherwise, or not paused. */
  pausedUntil: Date | null;
  capacity: number | null;
  openLeads: number;
  /** Null: the team's. */
  hours: HourSpan[] | null;
  zone: string;
  lastServedAt: Date | null;
}

export interface AvailabilityChanges {
  available?: boolean;
  pausedUntil?: Date | null;
  capacity?: number | null;
  hours?: HourSpan[] | null;
  zone?: string | null;
}
