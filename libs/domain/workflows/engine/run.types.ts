import type { Facts } from '@domain/conditions';
import type { NodeId, NodeKind, TriggerType } from '../definition/definition.types';

export const RUN_STATES = ['running', 'waiting', 'completed', 'exited', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];
export const LIVE_STATES: readonly RunState[] = ['running', 'waiting'];

/** How a lead came in: the trigger, by hand or API, or a step of another workflow. */
export type EnteredVia = TriggerType | 'STEP';

/** One run whose acts led, directly or not, to another. */
export interface ChainLink {
  runId: string;
  workflowId: string;
  leadId: string;
}

/** An entry that a run would have caused and that was refused. */
export interface BlockedEntry {
  workflowId: string;
  eventId: string;
  /** `own_loop`: that workflow and lead are in the chain already. `chain_too_long`: nobody means such a chain. */
  reason: 'own_loop' | 'chain_too_long';
  at: string;
}

/** What a run waited for. */
export interface Arrival {
  eventId: string;
  at: string;
}

/** A run as a step sees it, locked. */
export interface Run {
  id: string;
  workflowId: string;
  versionId: string;
  leadId: string;
  state: RunState;
  nodeId: NodeId;
  visit: number;
  fence: number;
  dueAt: Date;
  /** The kind of event it waits for; null: for the clock alone. */
  waitEvent: string | null;
  arrived: Arrival | null;
  moveTo: string | null;
  enteredBy: string;
  causeId: string;
  depth: number;
  chain: ChainLink[];
  context: Facts;
  createdAt: Date;
  /** Postgres' clock at this moment: what is due is decided by it. */
  now: Date;
}

export const STEP_OUTCOMES = ['done', 'skipped', 'waiting', 'failed'] as const;
/** `skipped`: the step had nothing to do for this lead, e.g. a text to a lead without a number. */
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

export interface StepLog {
  visit: number;
  nodeId: NodeId;
  kind: NodeKind;
  outcome: StepOutcome;
  detail: object;
}

/** A chain of runs that set each other off may be that long. The platform cuts at twice as many jobs and events. */
export const longestChain = 6;
