export const JOB_STATES = [
  'scheduled',
  'active',
  'retrying',
  'completed',
  'failed',
  'dead',
  'cancelled',
] as const;
export type JobState = (typeof JOB_STATES)[number];

export const openStates: readonly JobState[] = ['scheduled', 'active', 'retrying'];
/** States from which an operator may have a job run again. */
export const replayableStates: readonly JobState[] = ['failed', 'dead', 'cancelled'];

/** Worker deaths after which a job is quarantined instead of being handed out again. */
export const maxCrashes = 3;
/** What `abandoned` is told then: the job itself may be blameless. */
export const workerDied = 'the worker died on this job three times';

/** The BullMQ id of a row's run: a run that must not be swallowed by a kept job of an earlier one gets a suffix. */
export function wakeUpId(jobId: string, run: number): string {
  return run === 0 ? jobId : `${jobId}_r${run}`;
}

export function parseWakeUpId(wakeUp: string): { jobId: string; run: number } | null {
  const match = /^([0-9a-f-]{36})(?:_r(\d+))?$/.exec(wakeUp);
  return match ? { jobId: match[1]!, run: match[2] ? Number(match[2]) : 0 } : null;
}
