import { IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class ApplyReceipts {
  @IsUUID() batchId: string;
}

export class ApplyInbound {
  @IsUUID() batchId: string;
}

const backoff = exponential(1, 300);

/** Both belong to no team: one post of a provider may speak of many. */
export const receiptJobs = {
  applyReceipts: defineJob({
    name: 'messaging.apply-receipts',
    queue: 'webhooks',
    payload: ApplyReceipts,
    attempts: 12,
    backoff,
  }),
  applyInbound: defineJob({
    name: 'messaging.apply-inbound',
    queue: 'webhooks',
    payload: ApplyInbound,
    attempts: 12,
    backoff,
  }),
};
