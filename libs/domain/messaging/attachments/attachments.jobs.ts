import { IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class StoreAttachments {
  @IsUUID() teamId: string;
  @IsUUID() inboundId: string;
}

export const attachmentJobs = {
  /** Stores the files of a message that came in: of a mail from where its post was put, of a text from the provider. */
  store: defineJob({
    name: 'messaging.store-attachments',
    queue: 'webhooks',
    payload: StoreAttachments,
    attempts: 10,
    backoff: exponential(5, 1_800),
  }),
};
