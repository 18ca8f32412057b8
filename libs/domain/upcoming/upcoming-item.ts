import type { Channel, SendForecast } from '@domain/messaging';

/**
 * `message`: to the lead. `task`: for a person, open or made by a run by then. `run`: a workflow goes on. `entry`: a workflow takes the
 * lead in, by its clock or by a date of the lead.
 */
export const UPCOMING_KINDS = ['message', 'task', 'run', 'entry'] as const;
export type UpcomingKind = (typeof UPCOMING_KINDS)[number];

/**
 * `close_together`: another message leaves within four hours. `outside_window`: the time it is due at lies outside the team's
 * sending hours for the lead. `suppressed_address`: the address must not be written to.
 */
export const COLLISION_KINDS = ['close_together', 'outside_window', 'suppressed_address'] as const;
export type CollisionKind = (typeof COLLISION_KINDS)[number];

export interface Collision {
  kind: CollisionKind;
  /** Keys of the other messages. */
  with: string[];
}

export interface UpcomingSource {
  /** campaign | workflow | appointment | task, or the kind of a message that is in the ledger already. */
  kind: string;
  id: string;
  name: string | null;
}

export interface UpcomingMessage {
  /** In the ledger already; null: not yet. */
  id: string | null;
  channel: Channel;
  purpose: 'marketing' | 'transactional';
  /** What the send gate would say when it is due, held waits included. */
  outcome: SendForecast['outcome'];
  reason: string;
}

export interface UpcomingItem {
  /** Stable from one forecast to the next. */
  key: string;
  kind: UpcomingKind;
  /** When it happens: a message leaves (else is due), a task is due, a run goes on. */
  at: Date;
  dueAt: Date;
  title: string | null;
  source: UpcomingSource;
  message: UpcomingMessage | null;
  /** Events that would change it: what a run waits for, what ends it. */
  unless: string[];
  collisions: Collision[];
  /**
   * It rests on how the lead is just now, as nothing holds it yet: the audience of a campaign that is not frozen, the filter, date and
   * conditions of a workflow that has not taken the lead in.
   */
  provisional: boolean;
}
