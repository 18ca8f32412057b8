import type { VersionChoice } from '../workflow-versions.service';
import type { ReplayBasis } from './replay-basis';
import type { SimulatedRun } from './simulation.types';

export interface ReplayRequest {
  version: VersionChoice;
  days: number;
}

export interface Replay {
  from: Date;
  to: Date;
  /** True when there was more than one look can take in: the figures are of the oldest part. */
  truncated: boolean;
  basis: ReplayBasis;
  /** What would have brought leads in: events, ticks of the clock, dates, silences … */
  events: {
    /** Of the trigger's kind, about a lead. */
    seen: number;
    /** Past the trigger's own filters. */
    matched: number;
    /** Matched, but the lead is gone, or its conditions or the re-entry rule were against it. */
    refused: { leadGone: number; conditions: number; reentry: number };
  };
  runs: { total: number; leads: number } & Record<SimulatedRun['state'], number>;
  messages: {
    planned: number;
    /** Would have left by now. */
    sent: number;
    EMAIL: number;
    SMS: number;
    /** By the reason of the first hold, whatever came of it. */
    held: Record<string, number>;
    skipped: Record<string, number>;
    withdrawn: number;
  };
  /** Messages within four hours of another to the same lead, one of them of this workflow. */
  doubleTouches: number;
  /** The first runs. */
  examples: {
    leadId: string;
    startAt: Date;
    endAt: Date | null;
    state: string;
    reason: string;
    messages: number;
  }[];
}
