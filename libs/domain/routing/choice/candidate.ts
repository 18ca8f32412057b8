import { isOpen, nextOpening, type WorkingHours } from './working-hours';

/** A member, as far as it matters to who gets a lead. */
export interface Candidate {
  userId: string;
  name: string;
  role: 'OWNER' | 'ADMIN' | 'MANAGER' | 'MEMBER';
  /** Leads that are neither won nor lost. */
  openLeads: number;
  /** When routing last gave them a lead; null: never. */
  lastServedAt: Date | null;
  /** Open leads at most; null: any number. */
  capacity: number | null;
  hours: WorkingHours | null;
  /** Says so of themselves, or a manager does; null: takes leads. */
  pausedAs: 'paused' | 'away' | null;
}

/** What working hours mean: nothing, that others are asked, or that the lead waits for them. */
export const HOURS_RULES = ['ignore', 'skip', 'wait'] as const;
export type HoursRule = (typeof HOURS_RULES)[number];

export type Verdict = 'free' | 'paused' | 'away' | 'full' | 'off_hours' | 'had_it';
export interface Standing {
  userId: string;
  name: string;
  openLeads: number;
  verdict: Verdict;
  chosen: boolean;
}

export interface Circumstances {
  now: Date;
  hours: HoursRule;
  /** Whom the lead is to leave. */
  without: ReadonlySet<string>;
  /** For the last resort, who is asked however many leads they have. */
  anyLoad?: boolean;
}

export function verdictOf(candidate: Candidate, { now, hours, without, anyLoad }: Circumstances): Verdict {
  if (without.has(candidate.userId)) return 'had_it';
  if (candidate.pausedAs) return candidate.pausedAs;
  if (!anyLoad && candidate.capacity !== null && candidate.openLeads >= candidate.capacity) return 'full';
  return hours === 'ignore' || isOpen(candidate.hours, now) ? 'free' : 'off_hours';
}

/** Fewest open leads first; of equals who was served longest ago; of those who never was, by id, so that it can be told again. */
export function byTurn(a: Candidate, b: Candidate): number {
  if (a.openLeads !== b.openLeads) return a.openLeads - b.openLeads;
  const served = (a.lastServedAt?.getTime() ?? -Infinity) - (b.lastServedAt?.getTime() ?? -Infinity);
  if (!Number.isNaN(served) && served !== 0) return served;
  return a.userId < b.userId ? -1 : 1;
}

/** When the first of those who are only out of hours comes back; null when nobody does. */
export function firstBack(candidates: readonly Candidate[], { now }: Circumstances): Date | null {
  const back = candidates.flatMap(({ hours }) => nextOpening(hours, now) ?? []);
  return back.length === 0 ? null : new Date(Math.min(...back.map((at) => at.getTime())));
}
