import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class TellPagesPayload {
  @IsUUID() teamId: string;
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
}

export const liveUpdateJobs = {
  /** Tells open pages of what happened in a team. */
  tell: defineJob({
    name: 'live-updates.tell',
    queue: 'events',
    payload: TellPagesPayload,
    attempts: 5,
    backoff: exponential(1, 30),
  }),
};
