import { IsOptional, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class ImportPayload {
  /** Missing in the first version's letters; the job's own row names the team as well. */
  @IsOptional() @IsUUID() teamId?: string;
  @IsUUID() importId: string;
}

/** Every batch is committed for itself, so a try that fails half-way loses one batch and the next goes on behind it. */
export const leadJobs = {
  import: defineJob({
    name: 'leads.import',
    queue: 'imports',
    payload: ImportPayload,
    attempts: 10,
    backoff: exponential(2, 120),
  }),
};
