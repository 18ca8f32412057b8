import { CronExpressionParser } from 'cron-parser';
import { conditionProblems } from '../conditions/condition-problems';
import type { Problem } from './problem';
import type { TimeBasedTrigger, Trigger } from './trigger.types';
import { isZoneName } from './zone-choice';

/** A campaign belongs into campaigns: a tick takes in everyone its filter names. */
const shortestGapMinutes = 15;
const ticksLookedAt = 200;
/** Any instant will do: the gaps of a cron expression are the same in every year, but for clock changes. */
const someMonday = new Date('2027-01-04T00:00:00Z');

/** What is wrong with a trigger, or with the event of a wait, as far as the schema cannot say it. */
export function triggerProblems(trigger: Trigger, path: string): Problem[] {
  const where = trigger.where ? conditionProblems(trigger.where, `${path}/where`, trigger.type) : [];
  switch (trigger.type) {
    case 'TIME_BASED':
      return [...where, ...clockProblems(trigger, path)];
    case 'DATE_FIELD':
      return [...where, ...dateProblems(trigger.field, path)];
    case 'INBOUND_WEBHOOK':
      return [...where, ...webhookProblems(trigger, path)];
    default:
      return where;
  }
}

function clockProblems({ cron, zone, filter }: TimeBasedTrigger, path: string): Problem[] {
  const problems = cronProblems(cron, `${path}/cron`);
  if (!isZoneName(zone))
    problems.push({
      path: `${path}/zone`,
      code: 'zone_unknown',
      message: 'An IANA name such as America/Chicago.',
    });
  if (filter.minScore !== undefined && filter.maxScore !== undefined && filter.minScore > filter.maxScore)
    problems.push({ path: `${path}/filter/maxScore`, code: 'too_small', message: 'Below minScore.' });
  return problems;
}

function cronProblems(cron: string, path: string): Problem[] {
  const wrong = (message: string): Problem[] => [{ path, code: 'cron_invalid', message }];
  if (cron.trim().split(/\s+/).length !== 5) return wrong('Five fields: minute, hour, day, month, weekday.');
  let ticks: number[];
  try {
    const expression = CronExpressionParser.parse(cron, { currentDate: someMonday, tz: 'UTC' });
    ticks = expression.take(ticksLookedAt).map((tick) => tick.getTime());
  } catch (error) {
    return wrong(error instanceof Error ? error.message : 'This is no cron expression.');
  }
  const shortest = Math.min(...ticks.slice(1).map((tick, index) => tick - ticks[index]!));
  if (shortest >= shortestGapMinutes * 60_000) return [];
  const message = `At most every ${shortestGapMinutes} minutes.`;
  return [{ path, code: 'cron_too_frequent', message }];
}

function dateProblems(field: string, path: string): Problem[] {
  if (/^(createdAt|lastContactAt|custom\.[a-zA-Z0-9_]{1,40})$/.test(field)) return [];
  const message = 'createdAt, lastContactAt or custom.<key>.';
  return [{ path: `${path}/field`, code: 'field_unknown', message }];
}

function webhookProblems(
  { match, create }: Extract<Trigger, { type: 'INBOUND_WEBHOOK' }>,
  path: string,
): Problem[] {
  if (!create || match.by !== 'leadId') return [];
  const message = 'A lead is made of an email address or a telephone number, not of an id.';
  return [{ path: `${path}/create`, code: 'create_needs_address', message }];
}
