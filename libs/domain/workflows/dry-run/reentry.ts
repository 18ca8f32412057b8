import type { Reentry } from '../definition/definition.types';

const DAY = 86_400_000;

/** Whether a lead may enter at `at`, by when it entered last and when that run ended (null: it is still in). */
export function mayEnter(
  reentry: Reentry,
  last: { startAt: Date; endAt: Date | null } | undefined,
  at: Date,
): boolean {
  if (!last || reentry.mode === 'always') return true;
  if (reentry.mode === 'never') return false;
  if (last.endAt === null || last.endAt > at) return false;
  return reentry.mode === 'after_leaving' || at.getTime() - last.startAt.getTime() >= reentry.days * DAY;
}
