import { IsUUID, Matches } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class SnapshotPayload {
  @IsUUID() teamId: string;
  /** Local day, YYYY-MM-DD. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date: string;
}

export const analyticsJobs = {
  /** Writes how a team stood at the end of a day. */
  snapshot: defineJob({
    name: 'analytics.snapshot',
    queue: 'maintenance',
    payload: SnapshotPayload,
    attempts: 8,
    backoff: exponential(30),
  }),
};
