/** Jain's index of how evenly something is spread: 1 when all have the same, 1/n when one has everything; null without any. */
export function evenness(counts: readonly number[]): number | null {
  const sum = counts.reduce((all, count) => all + count, 0);
  if (sum === 0) return null;
  const squares = counts.reduce((all, count) => all + count * count, 0);
  return Math.round(((sum * sum) / (counts.length * squares)) * 1_000) / 1_000;
}

export interface PersonFigures {
  userId: string;
  name: string;
  /** Leads that were given to the person, or claimed. */
  received: number;
  /** Of all that were received, in percent. */
  share: number;
  breaches: number;
  /** First contacts that were theirs. */
  contacted: number;
  /** From arrival to their first contact, in seconds. */
  medianSeconds: number | null;
  openLeads: number;
}

export interface RoutingFigures {
  from: Date;
  to: Date;
  /** Leads that arrived in the range. */
  arrived: number;
  contacted: number;
  /** Of those that arrived: not spoken to so far. */
  waiting: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
  /** Leads that arrived in the range and were not spoken to in time. */
  breached: number;
  /** Of those with a promise that is settled either way, in percent: kept. */
  keptPercent: number | null;
  /** 1: everybody received the same. Over those whom rules hand leads to, and those who received any. */
  evenness: number | null;
  people: PersonFigures[];
}
