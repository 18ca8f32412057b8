import { IsUUID, Matches } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class SnapshotPayload {
  @IsUUID() teamId: string;
  /** Local day, YYYY-MM-DD. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date: string;
}

export class AnalyticsTeamPayload {
  @IsUUID() teamId: string;
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
  /** Counts anew the quarters of an hour in which something of a message has changed. */
  countMessages: defineJob({
    name: 'analytics.count-messages',
    queue: 'maintenance',
    payload: AnalyticsTeamPayload,
    attempts: 5,
    backoff: exponential(10),
  }),
  /** What figures were counted from has changed: those that are kept are given to nobody any more. */
  forgetFigures: defineJob({
    name: 'analytics.forget-figures',
    queue: 'events',
    payload: AnalyticsTeamPayload,
    attempts: 8,
    backoff: exponential(1),
  }),
};
