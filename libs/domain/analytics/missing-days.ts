import { dayBefore, dayOf, localDate } from '@domain/messaging';

/** So many days are made up for; what was missed before stays missing. */
export const mostDaysBack = 35;

export interface SnapshotsKept {
  /** IANA. */
  zone: string;
  createdAt: Date;
  /** The first day that was ever written; null: none was. */
  first: string | null;
  /** The days written of late, at least of the last `mostDaysBack`. */
  written: readonly string[];
  now: Date;
}

/**
 * The days (YYYY-MM-DD on the team's clock) that are over and have no snapshot, oldest first: yesterday, and what was missed since the
 * first that was written. A team that did not exist on a day stood nowhere at its end. Pure.
 */
export function missingDays({ zone, createdAt, first, written, now }: SnapshotsKept): string[] {
  const yesterday = dayBefore(localDate(now, zone));
  const kept = new Set(written);
  const missing: string[] = [];
  let day = yesterday;
  for (let back = 0; back < mostDaysBack && day >= (first ?? yesterday); back += 1, day = dayBefore(day))
    if (!kept.has(day) && createdAt < dayOf(day, zone).to) missing.unshift(day);
  return missing;
}
