import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';
import { defineJob, exponential } from '@platform/jobs';

export class CompareLeadsPayload {
  @IsUUID() teamId: string;
  /** Events of leads that came, changed or went. */
  @IsArray() @ArrayMaxSize(1_000) @IsUUID(undefined, { each: true }) eventIds: string[];
}

export class ScanLeadsPayload {
  @IsUUID() teamId: string;
}

export class GatherPayload {
  @IsUUID() teamId: string;
  @IsUUID() mergeId: string;
}

const options = { attempts: 10, backoff: exponential(2, 300) };

export const duplicateJobs = {
  /** Looks for the like of leads that changed. */
  compare: defineJob({
    name: 'duplicates.compare',
    queue: 'events',
    payload: CompareLeadsPayload,
    ...options,
  }),
  /** Compares all leads of a team, once per version of the rules. */
  scan: defineJob({ name: 'duplicates.scan', queue: 'maintenance', payload: ScanLeadsPayload, ...options }),
  /** Fetches what was on its way to a lead while it was merged. */
  gather: defineJob({ name: 'duplicates.gather', queue: 'maintenance', payload: GatherPayload, ...options }),
};
