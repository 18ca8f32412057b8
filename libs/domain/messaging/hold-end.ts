import type { Verdict } from './send-gate';

/** Waits end on these marks, so that a thousand single waits become a few chunks. */
const stepMs = 5 * 60_000;

/** When a held message is looked at again, in ms: the end of its wait, rounded up to whole steps. */
export function holdEnd({ until }: Verdict, now: Date): number {
  return Math.ceil((until?.getTime() ?? now.getTime() + stepMs) / stepMs) * stepMs;
}
