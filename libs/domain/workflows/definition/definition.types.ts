import type { Condition } from '@domain/conditions';
import type { NodeId, WorkflowNode } from './node.types';
import type { Trigger } from './trigger.types';

export * from './node.types';
export * from './trigger.types';

/**
 * Whether a lead may enter again. `never`: once in a life. `after_leaving`: when the last run has ended. `every_days`: as that,
 * and the last entry is at least `days` days old. `always`: even while a run is live; the only mode with several live runs.
 */
export type Reentry =
  { mode: 'never' } | { mode: 'after_leaving' } | { mode: 'always' } | { mode: 'every_days'; days: number };

export const EXIT_RULES = ['reply', 'booking', 'stage_change', 'unsubscribed'] as const;
/** What ends a live run from outside. `stage_change`: the stage or the status, unless the run changed it itself. */
export type ExitRule = (typeof EXIT_RULES)[number];

/** On the lead's clock (unknown: the team's), `HH:mm`; may span midnight. Messages due inside wait until `to`. */
export interface QuietHours {
  from: string;
  to: string;
}

/** What a workflow does, as stored in a version. Every path ends in END or GOAL. */
export interface Definition {
  trigger: Trigger;
  /** Who may enter, by any door; looked at when a run would begin. */
  entry?: Condition;
  reentry: Reentry;
  exit: ExitRule[];
  /** On top of the team's own send window, never wider. */
  quietHours?: QuietHours;
  start: NodeId;
  nodes: Record<NodeId, WorkflowNode>;
}

/** What happens to running leads on publish: finish on their version, move at their next wait, or end. */
export const RUNNING_CHOICES = ['finish', 'move', 'stop'] as const;
export type RunningChoice = (typeof RUNNING_CHOICES)[number];

/** For `move`: where leads go whose node is gone or became another kind; null ends their run. */
export type MoveMapping = Record<NodeId, NodeId | null>;
