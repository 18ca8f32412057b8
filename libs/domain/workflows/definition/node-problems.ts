import { LEAD_STATUSES } from '@domain/leads';
import { conditionProblems } from '../conditions/condition-problems';
import { contentProblems } from './content-problems';
import type {
  Definition,
  Duration,
  EventTriggerType,
  ExitRule,
  SetFieldNode,
  SplitArm,
  WaitForEventNode,
  WorkflowNode,
} from './definition.types';
import { DEFINITION_LIMITS, type Problem } from './problem';
import { triggerProblems } from './trigger-problems';
import { isZoneName } from './zone-choice';

const MINUTES = { minutes: 1, hours: 60, days: 1_440, weeks: 10_080 } as const;

/** Length in minutes. */
export const minutesOf = ({ amount, unit }: Duration): number => amount * MINUTES[unit];

/** What is wrong with one step, as far as the schema cannot say it. `ownId`: of the workflow, once it has one. */
export function nodeProblems(definition: Definition, id: string, ownId?: string): Problem[] {
  const path = `/nodes/${id}`;
  const node = definition.nodes[id]!;
  return [...contentProblems(node, path), ...settingProblems(node, path, definition, ownId)];
}

function settingProblems(
  node: WorkflowNode,
  path: string,
  { trigger, exit }: Definition,
  ownId: string | undefined,
): Problem[] {
  switch (node.kind) {
    case 'WAIT_FOR':
      return tooLong(node.duration, `${path}/duration`);
    case 'WAIT_UNTIL':
    case 'CREATE_APPOINTMENT':
      return zoneProblems(node.zone, `${path}/zone`);
    case 'WAIT_FOR_EVENT':
      return [...eventWaitProblems(node, path), ...exitProblems(node, exit, path)];
    case 'BRANCH':
      return conditionProblems(node.if, `${path}/if`, trigger.type);
    case 'RANDOM_SPLIT':
      return armProblems(node.arms, `${path}/arms`);
    case 'CREATE_TASK':
      return tooLong(node.dueIn, `${path}/dueIn`);
    case 'SET_FIELD':
      return fieldProblems(node, path);
    case 'ENROL_IN_WORKFLOW':
      return itself(
        node.workflowId === ownId,
        path,
        'enrols_itself',
        'A workflow goes round by its own steps.',
      );
    case 'STOP_WORKFLOW':
      return itself(node.workflowId === ownId, path, 'stops_itself', 'A run ends itself with END.');
    case 'WEBHOOK':
      return urlProblems(node.url, `${path}/url`);
    default:
      return [];
  }
}

function eventWaitProblems({ event, within, timeout }: WaitForEventNode, path: string): Problem[] {
  const endless = [
    ...((within as Duration | undefined) === undefined ? ['within'] : []),
    ...((timeout as string | undefined) === undefined ? ['timeout'] : []),
  ].map((property) => ({
    path: `${path}/${property}`,
    code: 'wait_never_ends',
    message: 'What is waited for may never happen: say how long to wait, and where to go on then.',
  }));
  const length = endless.length === 0 ? tooLong(within, `${path}/within`) : [];
  return [...endless, ...length, ...triggerProblems(event, `${path}/event`)];
}

const exitBy: Partial<Record<EventTriggerType, ExitRule>> = {
  MESSAGE_RECEIVED: 'reply',
  APPOINTMENT_CREATED: 'booking',
  LEAD_STATUS_CHANGED: 'stage_change',
};

function exitProblems({ event }: WaitForEventNode, exit: ExitRule[], path: string): Problem[] {
  const rule = exitBy[event.type];
  if (!rule || !exit.includes(rule)) return [];
  const message = `The exit rule "${rule}" ends the run before it could go on from here.`;
  return [{ path: `${path}/event`, code: 'exit_comes_first', message }];
}

function tooLong(duration: Duration, path: string): Problem[] {
  if (minutesOf(duration) <= DEFINITION_LIMITS.waitDays * 1_440) return [];
  return [{ path, code: 'too_large', message: `At most ${DEFINITION_LIMITS.waitDays} days.` }];
}

function zoneProblems(zone: string, path: string): Problem[] {
  if (zone === 'lead' || zone === 'team' || isZoneName(zone)) return [];
  return [{ path, code: 'zone_unknown', message: '`lead`, `team` or an IANA name such as America/Chicago.' }];
}

function armProblems(arms: SplitArm[], path: string): Problem[] {
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  const problems: Problem[] =
    sum === 100 ? [] : [{ path, code: 'split_not_100', message: `The weights sum to ${sum}, not 100.` }];
  if (new Set(arms.map(({ name }) => name)).size < arms.length)
    problems.push({ path, code: 'not_unique', message: 'Two arms have the same name.' });
  return problems;
}

const fieldTypes: Record<string, (value: SetFieldNode['value']) => boolean> = {
  status: (value) => LEAD_STATUSES.includes(value as never),
  stage: (value) => value === null || (typeof value === 'string' && value.length <= 100),
  source: (value) => typeof value === 'string' && value.trim() !== '' && value.length <= 100,
  value: (value) => value === null || (typeof value === 'number' && value >= 0 && value <= 999_999_999_999),
};

function fieldProblems({ field, value }: SetFieldNode, path: string): Problem[] {
  if (/^custom\.[a-zA-Z0-9_]{1,40}$/.test(field)) return [];
  if (!Object.hasOwn(fieldTypes, field)) {
    const message = 'One of status, stage, source, value or custom.<key>.';
    return [{ path: `${path}/field`, code: 'field_unknown', message }];
  }
  if (fieldTypes[field]!(value)) return [];
  return [{ path: `${path}/value`, code: 'value_wrong_type', message: `No value that ${field} can have.` }];
}

function itself(is: boolean, path: string, code: string, message: string): Problem[] {
  return is ? [{ path: `${path}/workflowId`, code, message }] : [];
}

function urlProblems(url: string, path: string): Problem[] {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '') return [];
  return [{ path, code: 'url_not_https', message: 'An https address without a user name in it.' }];
}
