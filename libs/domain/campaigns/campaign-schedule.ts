import { localTimeInZone } from '@domain/messaging';
import type { ErrorDetail } from '@platform/errors';
import type { CampaignSchedule } from './campaign.types';

const hour = 3_600_000;
/** Pacific/Kiritimati is the first inhabited place where a day begins: no zone of the IANA database is further ahead of UTC. */
const furthestAhead = 14 * hour;
/** Laying out a million messages takes minutes, and the first recipients must not wait for it. */
const layoutMargin = 15 * 60_000;

/** How the messages of a campaign come by their due times. */
export type Planned =
  { kind: 'now' } | { kind: 'at'; at: Date } | { kind: 'local'; localDate: string; localTime: string };

export function plannedOf({ scheduledAt, localDate, localTime }: CampaignSchedule): Planned {
  if (scheduledAt) return { kind: 'at', at: scheduledAt };
  if (localDate && localTime) return { kind: 'local', localDate, localTime };
  return { kind: 'now' };
}

/**
 * When the launch job is due, null meaning at once. A local time is laid out before the clock of the earliest zone on earth
 * shows it, so that no recipient's moment is missed.
 */
export function launchDueAt(schedule: CampaignSchedule): Date | null {
  const planned = plannedOf(schedule);
  if (planned.kind === 'now') return null;
  if (planned.kind === 'at') return planned.at;
  const asIfUtc = localTimeInZone(planned.localDate, planned.localTime, 'UTC').getTime();
  return new Date(asIfUtc - furthestAhead - layoutMargin);
}

/**
 * Whether the planned time is over. A local time is judged by the team's own clock: recipients further east, whose moment
 * has gone by, are written to at once.
 */
export function hasPassed(schedule: CampaignSchedule, now: Date, teamZone: string): boolean {
  const planned = plannedOf(schedule);
  if (planned.kind === 'now') return false;
  const at =
    planned.kind === 'at' ? planned.at : localTimeInZone(planned.localDate, planned.localTime, teamZone);
  return at.getTime() <= now.getTime();
}

/** What is wrong with a schedule somebody has just set. */
export function scheduleProblems(schedule: CampaignSchedule, now: Date, teamZone: string): ErrorDetail[] {
  const { scheduledAt, localDate, localTime } = schedule;
  if (scheduledAt && (localDate || localTime)) {
    const message = 'Give either scheduledAt or localDate with localTime.';
    return [{ field: 'scheduledAt', code: 'schedule_ambiguous', message }];
  }
  if (Boolean(localDate) !== Boolean(localTime)) {
    const field = localDate ? 'localTime' : 'localDate';
    return [{ field, code: 'required', message: 'localDate and localTime belong together.' }];
  }
  if (localDate && localTime && !isLocalTime(localDate, localTime)) {
    return [{ field: 'localDate', code: 'invalid_date', message: `There is no ${localDate} ${localTime}.` }];
  }
  if (hasPassed(schedule, now, teamZone)) {
    const field = scheduledAt ? 'scheduledAt' : 'localDate';
    return [{ field, code: 'schedule_in_past', message: 'The planned time has already passed.' }];
  }
  return [];
}

function isLocalTime(date: string, time: string): boolean {
  try {
    localTimeInZone(date, time, 'UTC');
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
