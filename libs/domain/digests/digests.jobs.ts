import { IsUUID, Matches } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class DigestPayload {
  @IsUUID() teamId: string;
  @IsUUID() userId: string;
  /** Local day, YYYY-MM-DD. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/) date: string;
}

export const digestJobs = {
  /** Writes one person's digest of one day. */
  send: defineJob({
    name: 'digests.send',
    queue: 'messages',
    payload: DigestPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
