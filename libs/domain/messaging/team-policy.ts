import type { MessagingPolicy } from '@domain/teams';
import { assertSendWindow, SMS_MARKETING_WINDOW, type SendWindow } from './send-window';

export interface FrequencyCap {
  /** Marketing messages one lead may get on the channel … */
  max: number;
  /** … in so many hours, looking back from now. */
  windowHours: number;
}

/** How a team may send marketing, per channel; null: no limit. */
export interface TeamPolicy {
  window: Record<'EMAIL' | 'SMS', SendWindow | null>;
  cap: Record<'EMAIL' | 'SMS', FrequencyCap | null>;
  smsConsentRequired: boolean;
}

/** Three marketing texts a day are where carriers begin to filter; mail has no cap unless the team wants one. */
const smsCap: FrequencyCap = { max: 3, windowHours: 24 };
const parsed = new Map<string, TeamPolicy>();
const mostParsed = 500;

/**
 * Reads a team's overrides over the lawful defaults. The same text gives the same object, because the send window caches by it.
 * @throws RangeError for a malformed window, which the settings' own check refuses before it is stored.
 */
export function teamPolicy(stored: unknown): TeamPolicy {
  const text = JSON.stringify(stored ?? {});
  const known = parsed.get(text);
  if (known) return known;
  const { sendWindow, frequencyCap, smsConsentRequired }: MessagingPolicy = JSON.parse(text);
  const policy: TeamPolicy = {
    // Mail waits in an inbox until it is read; only texts ring at night.
    window: {
      EMAIL: null,
      SMS: sendWindow ? { ...SMS_MARKETING_WINDOW, ...sendWindow } : SMS_MARKETING_WINDOW,
    },
    cap: { EMAIL: frequencyCap ?? null, SMS: frequencyCap ?? smsCap },
    smsConsentRequired: smsConsentRequired ?? true,
  };
  for (const window of Object.values(policy.window)) if (window) assertSendWindow(window);
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(text, policy);
  return policy;
}
