import { DailyMailPayload } from '@domain/daily-mails';
import { defineJob, exponential } from '@platform/jobs';

export const digestJobs = {
  /** Writes one person's digest of one day. */
  send: defineJob({
    name: 'digests.send',
    queue: 'messages',
    payload: DailyMailPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
