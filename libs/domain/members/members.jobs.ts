import { IsOptional, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class HandoverPayload {
  @IsUUID() teamId: string;
  /** Whose leads, open tasks and coming appointments they were. */
  @IsUUID() fromUserId: string;
  /** Whose they become; left out: nobody's. */
  @IsOptional() @IsUUID() toUserId?: string;
  /** Who ordered it. */
  @IsOptional() @IsUUID() byUserId?: string;
}

export const memberJobs = {
  /** Hands on the work of somebody who has left the team, portion by portion. */
  handOver: defineJob({
    name: 'members.hand-over',
    queue: 'maintenance',
    payload: HandoverPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
