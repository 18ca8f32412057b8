import type { Band } from './rules/rule';

/** How many bands above the lowest the score reaches. */
function reached(ascending: readonly Band[], score: number): number {
  return ascending.filter(({ from }) => score >= from).length - 1;
}

/** 0 for the lowest band. A band of another version's, or none: the lowest. */
export function rankOf(bands: readonly Band[], name: string | null): number {
  return Math.max(
    0,
    bands.toReversed().findIndex((band) => band.name === name),
  );
}

/**
 * The band of a score, given the band before. Up at a band's start, down only `margin` points below it, so that a score that
 * wavers around a start changes its band once.
 */
export function bandAfter(
  { bands, margin }: { bands: readonly Band[]; margin: number },
  before: string | null,
  score: number,
): string {
  const ascending = bands.toReversed();
  const kept = Math.min(rankOf(bands, before), reached(ascending, score + margin));
  return ascending[Math.max(reached(ascending, score), kept)]!.name;
}
