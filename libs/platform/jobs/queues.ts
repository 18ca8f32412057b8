/**
 * A queue is an operations decision: scaled, paused and watched as one thing. Every option is stated for every queue.
 *   concurrency      jobs one worker process runs at once
 *   lockMs           BullMQ's lock; longer than any provider call, shorter than the row's lease (JOB_LEASE_MS)
 *   stalledEveryMs   how often BullMQ looks for locks that ran out
 *   keepDoneSeconds  a finished BullMQ job swallows a repeated add of its id for that long; never below an hour
 *   keepDoneCount    … but no more than so many of them (on Redis, whose memory is dear)
 *   purpose          shown in Bull Board
 */
export interface QueueOptions {
  concurrency: number;
  lockMs: number;
  stalledEveryMs: number;
  keepDoneSeconds: number;
  keepDoneCount: number;
  purpose: string;
}

const usual = { lockMs: 15_000, stalledEveryMs: 5_000, keepDoneSeconds: 3_600, keepDoneCount: 200_000 };

export const queues = {
  messages: {
    ...usual,
    concurrency: 50,
    purpose: 'Single messages, replies and account mail: never behind a campaign',
  },
  campaigns: { ...usual, concurrency: 8, purpose: 'Campaign layout and sending lanes' },
  webhooks: { ...usual, concurrency: 8, purpose: 'What providers reported, applied to the ledger' },
  workflows: {
    ...usual,
    concurrency: 20,
    purpose: 'Workflow runs: matching, steps, waits and outgoing webhooks; never behind a campaign',
  },
  events: { ...usual, concurrency: 20, purpose: 'Subscribers of domain events' },
  scoring: { ...usual, concurrency: 4, purpose: 'Lead scores: rescoring, recalculation, decay, models' },
  imports: { ...usual, concurrency: 2, purpose: 'CSV imports' },
  maintenance: { ...usual, concurrency: 4, purpose: 'Schedules: reconciler, watchers, clean-up' },
} as const satisfies Record<string, QueueOptions>;

export type QueueName = keyof typeof queues;
export const queueNames = Object.keys(queues) as QueueName[];
