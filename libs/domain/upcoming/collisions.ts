import { findAllowedInstant, type SendForecast, type SendOutlook } from '@domain/messaging';
import type { PlannedMessage } from './planned-message';
import type { Collision } from './upcoming-item';

const fourHours = 4 * 3_600_000;
const hoursReasons: ReadonlySet<string> = new Set(['outside_window', 'window_never_opens']);

export interface ForeseenMessage extends PlannedMessage {
  forecast: SendForecast;
}

/** What is wrong with each message beside the others, by its key. Pure. */
export function collisionsOf(
  messages: readonly ForeseenMessage[],
  outlook: SendOutlook,
): Map<string, Collision[]> {
  const leaving = messages
    .flatMap(({ key, forecast: { at } }) => (at ? [{ key, at: at.getTime() }] : []))
    .sort((a, b) => a.at - b.at);
  return new Map(
    messages.map((message) => {
      const { forecast, key } = message;
      const found: Collision[] = [];
      const close = forecast.at ? others(leaving, key, forecast.at.getTime()) : [];
      if (close.length > 0) found.push({ kind: 'close_together', with: close });
      if (isOutsideWindow(message, outlook)) found.push({ kind: 'outside_window', with: [] });
      if (forecast.reason === 'suppressed') found.push({ kind: 'suppressed_address', with: [] });
      return [key, found];
    }),
  );
}

function others(leaving: readonly { key: string; at: number }[], key: string, at: number): string[] {
  return leaving
    .filter((other) => other.key !== key && Math.abs(other.at - at) < fourHours)
    .map((one) => one.key);
}

/** Also for what may go at any hour: a reminder by mail at three in the morning is worth a look. */
function isOutsideWindow({ send, forecast }: ForeseenMessage, { policy, leads }: SendOutlook): boolean {
  if (forecast.verdicts.some(({ verdict }) => hoursReasons.has(verdict.reason))) return true;
  const window = policy.window[send.channel];
  if (!window || !forecast.at) return false;
  const zone = leads.get(send.leadId)?.[send.channel].zone ?? send.hoursZone ?? null;
  return findAllowedInstant(forecast.at, zone, window)?.getTime() !== forecast.at.getTime();
}
