import type { Duration } from '../definition/definition.types';

const ms = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const;

/** The instant that lies `duration` behind `from`. A day is 24 hours. */
export function after(from: Date, { amount, unit }: Duration): Date {
  return new Date(from.getTime() + amount * ms[unit]);
}
