import type { Trigger, TriggerType } from '../definition/definition.types';

/** What the moments of a replay are taken from. */
export const REPLAY_SOURCES = [
  'stored_events',
  'clock',
  'lead_dates',
  'messages',
  'tasks',
  'campaigns',
  'recorded_entries',
] as const;
export type ReplaySource = (typeof REPLAY_SOURCES)[number];

const caveats = {
  facts_as_of_today:
    'Status, owner, tags and engagement of a lead are as they were at each moment; everything else about it is as of today.',
  audience_as_of_today:
    'Nobody has stored whom the filter meant at each tick: it is asked today, and leads count from when they became known.',
  dates_as_of_today:
    'Only the present value of the date is stored: one that was changed since counts as it is now.',
  tasks_as_of_today:
    'Only the present due time of a task is stored: one that was moved counts where it is now.',
  only_recorded_entries:
    'What a person or another system would have done cannot be computed: only the leads that were really brought into this workflow are replayed. Those that a rule kept out left no record.',
  no_record:
    'Nobody was brought into this workflow in the period, so nothing can be said of what it would have done.',
} as const;
export const REPLAY_CAVEATS = Object.keys(caveats) as CaveatCode[];
export type CaveatCode = keyof typeof caveats;

export interface ReplayBasis {
  source: ReplaySource;
  /** What the figures do not know. */
  caveats: { code: CaveatCode; message: string }[];
}

const sources: Partial<Record<TriggerType, ReplaySource>> = {
  TIME_BASED: 'clock',
  DATE_FIELD: 'lead_dates',
  NO_REPLY_FOR: 'messages',
  TASK_OVERDUE: 'tasks',
  CAMPAIGN_COMPLETED: 'campaigns',
  MANUAL: 'recorded_entries',
  INBOUND_WEBHOOK: 'recorded_entries',
};

/** What a replay of the trigger rests on, and what it cannot know. Pure. */
export function basisOf(trigger: Trigger, { seen }: { seen: number }): ReplayBasis {
  const source = sources[trigger.type] ?? 'stored_events';
  const codes: CaveatCode[] = ['facts_as_of_today'];
  if (trigger.type === 'TIME_BASED') codes.push('audience_as_of_today');
  if (trigger.type === 'DATE_FIELD' && trigger.field !== 'createdAt') codes.push('dates_as_of_today');
  if (trigger.type === 'TASK_OVERDUE') codes.push('tasks_as_of_today');
  if (source === 'recorded_entries') {
    codes.push('only_recorded_entries');
    if (seen === 0) codes.push('no_record');
  }
  return { source, caveats: codes.map((code) => ({ code, message: caveats[code] })) };
}
