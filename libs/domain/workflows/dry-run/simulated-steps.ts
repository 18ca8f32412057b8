import { after } from '../actions/duration';
import { chosenZone, nextLocalTime } from '../actions/local-clock';
import { afterQuietHours } from '../actions/quiet-hours';
import { armOf } from '../actions/random-split.action';
import { filled } from '../actions/step-text';
import type { Facts } from '@domain/conditions';
import { explain } from '@domain/conditions';
import type {
  AssignNode,
  EventTrigger,
  NodeId,
  NodeKind,
  NodeOf,
  PersonChoice,
  SendEmailNode,
  SendSmsNode,
} from '../definition/definition.types';
import { renderMessage } from './simulated-message';
import type { SimulatedLead } from './simulated-lead';
import type { SimulatedMessage, SimulationInput } from './simulation.types';

/** What a step has in hand. */
export interface SimulatedPlace {
  input: SimulationInput;
  lead: SimulatedLead;
  nodeId: NodeId;
  visit: number;
  /** The virtual clock. */
  now: Date;
  messages: SimulatedMessage[];
}

export type SimulatedResult =
  | { go: NodeId; outcome?: 'done' | 'skipped'; detail?: object }
  | { waitUntil: Date; event?: EventTrigger; detail?: object }
  | { end: 'goal' | 'end'; detail?: object };

type Step<K extends NodeKind> = (node: NodeOf<K>, place: SimulatedPlace) => SimulatedResult;

/** What each kind of step would do. Nothing here can reach a database: the effects are those of the virtual lead. */
export const SIMULATED: { readonly [K in NodeKind]: Step<K> } = {
  SEND_EMAIL: (node, place) => send(node, 'EMAIL', place),
  SEND_SMS: (node, place) => send(node, 'SMS', place),
  WAIT_FOR: ({ duration }, { now }) => ({ waitUntil: after(now, duration) }),
  WAIT_UNTIL: ({ time, weekdays, zone }, place) => {
    const clock = chosenZone(zone, factsOf(place));
    return { waitUntil: nextLocalTime(place.now, time, clock, weekdays), detail: { zone: clock } };
  },
  WAIT_FOR_EVENT: ({ event, within }, { now }) => ({ waitUntil: after(now, within), event }),
  BRANCH: ({ if: condition, yes, no }, place) => {
    const why = explain(condition, factsOf(place), place.now);
    return { go: why.holds ? yes : no, detail: { took: why.holds ? 'yes' : 'no', why } };
  },
  RANDOM_SPLIT: ({ arms }, { input, nodeId, visit }) => {
    const arm = armOf(arms, `${input.seed}:${nodeId}:${visit}`);
    return { go: arm.next, detail: { arm: arm.name, weight: arm.weight } };
  },
  ADD_TAG: ({ tagId, next }, { lead }) => {
    const had = lead.tagIds.includes(tagId);
    lead.tag(tagId, true);
    return { go: next, outcome: had ? 'skipped' : 'done', detail: { tagId } };
  },
  REMOVE_TAG: ({ tagId, next }, { lead }) => {
    const had = lead.tagIds.includes(tagId);
    lead.tag(tagId, false);
    return { go: next, outcome: had ? 'done' : 'skipped', detail: { tagId } };
  },
  SET_FIELD: ({ field, value, next }, { lead }) => {
    lead.set(`lead.${field}`, value);
    return { go: next, detail: { field, value } };
  },
  ASSIGN: assign,
  CREATE_TASK: ({ title, dueIn, priority = 'MEDIUM', assignTo, next }, place) => {
    place.lead.add('tasks.open', 1);
    const dueAt = after(place.now, dueIn);
    const shown = filled(title, factsOf(place));
    return { go: next, detail: { title: shown, dueAt, priority, userId: person(assignTo, place) } };
  },
  CREATE_APPOINTMENT: ({ title, type, host, inDays, at, zone, next }, place) => {
    place.lead.add('appointments.upcoming', 1);
    const facts = factsOf(place);
    const detail = { title: filled(title, facts), type, inDays, at, zone: chosenZone(zone, facts) };
    return { go: next, detail: { ...detail, userId: person(host, place) } };
  },
  NOTIFY_USER: ({ to, title, next }, place) => {
    const shown = filled(title, factsOf(place));
    return { go: next, detail: { title: shown, userId: person(to, place) } };
  },
  ADJUST_SCORE: ({ points, reason, next }, { lead }) => {
    lead.add('lead.score', points);
    return { go: next, detail: { points, reason } };
  },
  ENROL_IN_WORKFLOW: ({ workflowId, next }) => ({ go: next, detail: { workflowId } }),
  STOP_WORKFLOW: ({ workflowId, next }) => ({ go: next, detail: { workflowId } }),
  WEBHOOK: ({ url, next }) => ({ go: next, detail: { url } }),
  GOAL: ({ name }) => ({ end: 'goal', detail: { goal: name } }),
  END: () => ({ end: 'end' }),
};

const factsOf = ({ lead, now }: SimulatedPlace): Facts => lead.at(now);

function send(
  node: SendEmailNode | SendSmsNode,
  channel: 'EMAIL' | 'SMS',
  place: SimulatedPlace,
): SimulatedResult {
  const { input, lead, nodeId, now, messages } = place;
  const facts = factsOf(place);
  const to = facts[channel === 'EMAIL' ? 'lead.email' : 'lead.phone'];
  if (typeof to !== 'string' || to === '')
    return { go: node.next, outcome: 'skipped', detail: { reason: 'no_address' } };
  const dueAt = afterQuietHours(input.definition.quietHours, facts, now) ?? now;
  const { subject, body, missingFields } = renderMessage(node, facts);
  const planned = { leadId: input.leadId, channel, purpose: node.purpose ?? 'marketing', dueAt } as const;
  const forecast = input.forecast({ ...planned, missingFields });
  if (forecast.outcome === 'sends') lead.sends(channel, forecast);
  const message = { nodeId, ...planned, at: now, to, subject, body, missingFields, forecast };
  messages.push({ ...message, withdrawn: false });
  const { outcome, at, reason } = forecast;
  return { go: node.next, detail: { message: messages.length - 1, outcome, at, reason } };
}

function assign({ to, keepOwner, next }: AssignNode, place: SimulatedPlace): SimulatedResult {
  const { lead, input } = place;
  const owner = factsOf(place)['lead.assignedToId'];
  if (keepOwner && owner)
    return { go: next, outcome: 'skipped', detail: { reason: 'has_owner', userId: owner } };
  if ('userId' in to) {
    lead.assign(to.userId);
    return { go: next, detail: { userId: to.userId } };
  }
  const among = input.members.filter(({ id }) => to.roundRobin.length === 0 || to.roundRobin.includes(id));
  // Whose turn it will be nobody knows; the first stands for them all.
  const [first] = among;
  if (!first) return { go: next, outcome: 'skipped', detail: { reason: 'nobody_available' } };
  lead.assign(first.id);
  return { go: next, detail: { oneOf: among.length, forExample: first.id } };
}

function person(choice: PersonChoice | undefined, place: SimulatedPlace): string | null {
  if (choice !== undefined && choice !== 'owner') return choice.userId;
  const owner = factsOf(place)['lead.assignedToId'];
  return typeof owner === 'string' ? owner : null;
}
