/** A portion holds its leads and the team's lock until it commits: nobody should wait for that. In ms. */
const wantedMs = 500;
const least = 250;
const most = 5_000;

/** Leads of the first portion. */
export const firstPortion = 1_000;

/** Leads of the next portion, after one of `leads` leads took so long: as many as take half a second, at most four times as many. */
export function portionAfter(leads: number, tookMs: number): number {
  const wanted = Math.round((leads * wantedMs) / Math.max(1, tookMs));
  return Math.min(most, leads * 4, Math.max(least, wanted));
}
