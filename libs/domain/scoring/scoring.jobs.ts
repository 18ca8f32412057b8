import { ArrayMaxSize, IsArray, IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class TakeInPayload {
  @IsUUID() teamId: string;
  /** Ids of domain events. */
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
  /** How often these were quarantined before. */
  @IsOptional() @IsInt() @Min(0) round?: number;
}

export class TeamPayload {
  @IsUUID() teamId: string;
}

export class ScoreJobPayload {
  @IsUUID() teamId: string;
  @IsUUID() scoreJobId: string;
}

const retries = { attempts: 10, backoff: exponential(1) };

export const scoringJobs = {
  /** Turns events into evidence, a batch at a time. */
  takeIn: defineJob({ name: 'scoring.take-in', queue: 'scoring', payload: TakeInPayload, ...retries }),
  /** Rescores the leads that were marked. */
  rescoreDue: defineJob({ name: 'scoring.rescore-due', queue: 'scoring', payload: TeamPayload, ...retries }),
  /** Rescores all leads of a team. */
  recalculate: defineJob({
    name: 'scoring.recalculate',
    queue: 'scoring',
    payload: ScoreJobPayload,
    ...retries,
  }),
  /** Rescores the leads whose scores have faded. */
  decay: defineJob({ name: 'scoring.decay', queue: 'scoring', payload: TeamPayload, ...retries }),
  /** Learns from the team's won and lost leads. */
  train: defineJob({ name: 'scoring.train', queue: 'scoring', payload: TeamPayload, ...retries }),
};
