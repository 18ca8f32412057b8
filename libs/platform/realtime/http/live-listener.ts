import type { Actor } from '@platform/auth';
import type { LiveEvent } from '../live-event';

/** Why a connection ends. `reconnect`: come back at once with the cursor you have; otherwise only with a new token, or not at all. */
export const goodbyes = {
  server_going_away: { reconnect: true },
  access_changed: { reconnect: true },
  too_slow: { reconnect: true },
  session_ended: { reconnect: false },
  too_many_connections: { reconnect: false },
  unexpected_message: { reconnect: false },
} as const;

export type GoodbyeCode = keyof typeof goodbyes;

/** Somebody who is told of events as they happen: one open page. */
export interface LiveListener {
  readonly actor: Actor;
  /** The number of the last event that this page has been told of, or need not be. */
  seq: number;
  /** When it was last known that the person may still hear, in ms of this machine's clock. */
  checkedAt: number;
  tell(event: LiveEvent): void;
  leave(code: GoodbyeCode): void;
}
