import { IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class ClearFieldPayload {
  @IsUUID() teamId: string;
  @IsUUID() fieldId: string;
}

export const customFieldJobs = {
  /** Removes the values of a deleted field from the leads, batch by batch. */
  clear: defineJob({
    name: 'custom-fields.clear',
    queue: 'maintenance',
    payload: ClearFieldPayload,
    attempts: 10,
    backoff: exponential(5, 300),
  }),
};
