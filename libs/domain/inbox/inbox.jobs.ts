import { IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class FileMessagePayload {
  @IsUUID() teamId: string;
  @IsUUID() inboundId: string;
}

export const inboxJobs = {
  /** Puts what came in where people look for it. */
  fileMessage: defineJob({
    name: 'inbox.file-message',
    queue: 'events',
    payload: FileMessagePayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
