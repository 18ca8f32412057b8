import type { PlannedSend, SendForecast } from '@domain/messaging';
import type { Facts } from '@domain/conditions';
import type {
  Definition,
  EventTrigger,
  EventTriggerType,
  ExitRule,
  MoveMapping,
  NodeId,
  NodeKind,
} from '../definition/definition.types';

/** Something that happens to the lead while the run waits: assumed by the caller, or read from what was stored. */
export interface LeadEvent {
  at: Date;
  trigger: EventTriggerType | null;
  exit: ExitRule | 'lead_deleted' | null;
  /** `event.*` facts. */
  facts: Facts;
}

export interface SimulatedStep {
  at: Date;
  nodeId: NodeId;
  kind: NodeKind;
  name: string | null;
  /** `waiting`: until `detail.until`, or the event. */
  outcome: 'done' | 'skipped' | 'waiting';
  detail: object;
}

export interface SimulatedMessage {
  nodeId: NodeId;
  channel: PlannedSend['channel'];
  purpose: PlannedSend['purpose'];
  /** When the step puts it into the ledger; due later in quiet hours. */
  at: Date;
  dueAt: Date;
  to: string;
  subject: string | null;
  /** As the lead would see it; HTML for EMAIL. Empty where a merge field is missing. */
  body: string;
  missingFields: string[];
  forecast: SendForecast;
  /** Held when the run ended from outside, and so taken back. */
  withdrawn: boolean;
}

export interface SimulatedRun {
  startAt: Date;
  /** Null: still waiting at the end of what was looked at. */
  endAt: Date | null;
  state: 'completed' | 'exited' | 'waiting' | 'cut_off';
  /** goal | end | an exit rule | lead_deleted | horizon | too_many_steps */
  reason: string;
  steps: SimulatedStep[];
  messages: SimulatedMessage[];
}

export interface SimulationInput {
  definition: Definition;
  leadId: string;
  /** Decides the arms of splits, as the run's id does in life. */
  seed: string;
  startAt: Date;
  /** Nothing behind it is looked at. */
  until: Date;
  /** What is known at `startAt`: the lead, `agent.*`, `team.*`, and the `event.*` of the event that starts the run. */
  facts: Facts;
  /** In order of time. */
  events: readonly LeadEvent[];
  members: readonly Member[];
  /** Where a run that is under way stands; default: before its first step. */
  place?: {
    nodeId: NodeId;
    visit: number;
    /** It waits there already. */
    waiting: { waitUntil: Date; event?: EventTrigger; detail?: object } | null;
  };
  /** The version a run that is under way changes to at its next wait. */
  moveTo?: { definition: Definition; mapping: MoveMapping } | null;
  /** The send gate, on the virtual clock; it remembers what it let go. */
  forecast: (planned: PlannedSend) => SendForecast;
}

export interface Member {
  id: string;
  name: string;
  email: string;
}
