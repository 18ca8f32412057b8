import type { SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import type { Definition, EventTrigger, NodeId, NodeKind, NodeOf } from '../definition/definition.types';
import type { Run } from '../engine/run.types';

/** What a step has in hand: its run, locked, in the one transaction of step, effects and move. */
export interface StepContext {
  tx: SqlTx;
  run: Run;
  definition: Definition;
  nodeId: NodeId;
  /** Postgres' clock. */
  now: Date;
  /** Dedupe key of the step's effects: the same when it is tried again. */
  key: string;
  /** Facts about the lead at this moment, and the `event.*` facts of the run, by name. */
  facts(names: readonly string[]): Promise<Facts>;
}

export type StepResult =
  /** On to the next step. */
  | { go: NodeId; outcome?: 'done' | 'skipped'; detail?: object }
  /** Until then, or until the event; where it goes on is read from the node when it wakes. */
  | { waitUntil: Date; event?: EventTrigger; detail?: object }
  | { end: 'completed'; reason: 'goal' | 'end'; detail?: object };

/**
 * What a step of one kind does. Effects are rows with `key` in `tx`: a step that runs twice acts once. A DomainError ends the run as
 * failed, and it can be tried again from there; anything else is tried again by itself first.
 */
export interface Action<K extends NodeKind> {
  run(node: NodeOf<K>, step: StepContext): Promise<StepResult>;
}
