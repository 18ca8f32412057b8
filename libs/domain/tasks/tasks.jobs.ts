import { IsInt, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class RemindOfTaskPayload {
  @IsUUID() teamId: string;
  @IsUUID() taskId: string;
  /** Of the task as it was when the reminder was planned. */
  @IsInt() revision: number;
  @IsInt() minutesBefore: number;
}

export const taskJobs = {
  /** Tells who is to do a task that it will be due, if it still will. */
  remind: defineJob({
    name: 'tasks.remind',
    queue: 'events',
    payload: RemindOfTaskPayload,
    attempts: 8,
    backoff: exponential(2, 60),
  }),
};
