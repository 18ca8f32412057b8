import type { Facts } from '@domain/conditions';
import type { Definition, QuietHours } from '../definition/definition.types';
import { chosenZone, nextLocalTime, zoneFacts } from './local-clock';

/** The facts that quiet hours need; none without them. */
export function quietHoursFacts({ quietHours }: Definition): string[] {
  return quietHours ? zoneFacts('lead') : [];
}

/** When a message may leave at the earliest: undefined outside the quiet hours, else their end on the lead's clock. */
export function afterQuietHours(quiet: QuietHours | undefined, facts: Facts, now: Date): Date | undefined {
  if (!quiet || quiet.from === quiet.to) return undefined;
  const zone = chosenZone('lead', facts);
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(now);
  const { from, to } = quiet;
  const inside = from < to ? clock >= from && clock < to : clock >= from || clock < to;
  return inside ? nextLocalTime(now, to, zone) : undefined;
}
