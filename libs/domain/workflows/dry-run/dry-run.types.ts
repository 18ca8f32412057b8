import type { Scalar } from '@domain/conditions';
import type { EventTriggerType, ExitRule } from '../definition/definition.types';
import type { VersionChoice } from '../workflow-versions.service';
import type { EntryVerdict } from './entry-verdict';
import type { SimulatedRun } from './simulation.types';

/** What the caller assumes to happen while the run waits. */
export interface Assumption {
  type: EventTriggerType | 'LEAD_UNSUBSCRIBED';
  afterMinutes: number;
  /** `event.*` facts, e.g. { "event.to": "QUALIFIED" }. */
  facts?: Record<string, Scalar>;
}

export interface DryRunRequest {
  /** Without: a sample lead. */
  leadId?: string;
  version: VersionChoice;
  /** Default: now. */
  startAt?: Date;
  /** `event.*` facts of what starts the run. */
  event?: Record<string, Scalar>;
  assume?: Assumption[];
}

export interface DryRun extends EntryVerdict {
  /** Null for the sample lead. */
  leadId: string | null;
  startAt: Date;
  /** Null when the lead would not be let in. */
  run: SimulatedRun | null;
}

/** What an event ends besides being a trigger. */
export const EXIT_OF: Partial<Record<Assumption['type'], ExitRule>> = {
  MESSAGE_RECEIVED: 'reply',
  APPOINTMENT_CREATED: 'booking',
  LEAD_STATUS_CHANGED: 'stage_change',
  LEAD_UNSUBSCRIBED: 'unsubscribed',
};
