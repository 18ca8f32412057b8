import { evaluate } from '@domain/conditions';
import type { EventTrigger, WorkflowNode } from '../definition/definition.types';
import { planMove } from '../definition/plan-move';
import { passesFilters } from '../triggers/trigger-matching';
import { SIMULATED, type SimulatedPlace, type SimulatedResult } from './simulated-steps';
import { SimulatedLead } from './simulated-lead';
import type { LeadEvent, SimulatedRun, SimulatedStep, SimulationInput } from './simulation.types';

/** A circle with waits may go on for years. */
const mostSteps = 500;

/** A run of the definition for one lead on a virtual clock. Pure: the same input gives the same run, and nothing else happens. */
export function simulate(input: SimulationInput): SimulatedRun {
  const { startAt, until } = input;
  let { place: start, moveTo } = input;
  const lead = new SimulatedLead(input.facts, input.members);
  const events = input.events.filter(({ at }) => at > startAt);
  const steps: SimulatedStep[] = [];
  const place: SimulatedPlace = {
    input,
    lead,
    nodeId: start?.nodeId ?? input.definition.start,
    visit: start?.visit ?? 0,
    now: startAt,
    messages: [],
  };
  const ended = (state: SimulatedRun['state'], reason: string, endAt: Date | null): SimulatedRun => ({
    ...{ startAt, endAt, state, reason, steps },
    messages: state === 'exited' ? withdraw(place, endAt!) : place.messages,
  });

  // A run that is under way may have taken many before.
  const last = place.visit + mostSteps;
  while (place.visit < last) {
    const { definition } = place.input;
    const node = definition.nodes[place.nodeId];
    if (!node) return ended('cut_off', 'step_missing', place.now);
    const waiting = start?.waiting;
    start = undefined;
    if (moveTo && !waiting && isWait(node)) {
      const plan = planMove(definition, moveTo.definition, place.nodeId, moveTo.mapping);
      if (plan.outcome === 'stops') return ended('exited', 'moved_out', place.now);
      if (plan.outcome === 'moves') {
        place.input = { ...input, definition: moveTo.definition };
        place.nodeId = plan.to;
      }
      moveTo = null;
      continue;
    }
    const result = waiting ?? stepOf(node)(node, place);
    const { now: at, nodeId } = place;
    const step = { at, nodeId, kind: node.kind, name: node.name ?? null };
    place.visit += 1;
    if ('end' in result) {
      steps.push({ ...step, outcome: 'done', detail: result.detail ?? {} });
      return ended('completed', result.end, at);
    }
    if ('go' in result) {
      steps.push({ ...step, outcome: result.outcome ?? 'done', detail: result.detail ?? {} });
      place.nodeId = result.go;
      continue;
    }
    const waited = wait(result, place, events);
    if ('exit' in waited) {
      steps.push({ ...step, outcome: 'waiting', detail: { ...result.detail, until: result.waitUntil } });
      return ended('exited', waited.exit, waited.at);
    }
    const { came } = waited;
    const isOpen = waited.at > until;
    const timedOut = result.event && !isOpen ? { timedOut: !came } : {};
    steps.push({ ...step, outcome: 'waiting', detail: { ...result.detail, until: waited.at, ...timedOut } });
    if (isOpen) return ended('waiting', 'horizon', null);
    place.now = waited.at;
    place.nodeId = node.kind === 'WAIT_FOR_EVENT' && !came ? node.timeout : (node as { next: string }).next;
  }
  return ended('cut_off', 'too_many_steps', place.now);
}

const isWait = ({ kind }: WorkflowNode) => kind.startsWith('WAIT_');

/** The table is complete by its type; that node and step are of one kind is more than TypeScript follows. */
const stepOf = ({ kind }: WorkflowNode) =>
  SIMULATED[kind] as (node: WorkflowNode, place: SimulatedPlace) => SimulatedResult;

type Waited = { at: Date; came: boolean } | { at: Date; exit: string };

/** What ends a wait: an exit rule, the event it is for, or the clock. Events that do neither are taken note of. */
function wait(
  { waitUntil, event }: Extract<SimulatedResult, { waitUntil: Date }>,
  { input, lead }: SimulatedPlace,
  events: LeadEvent[],
): Waited {
  for (let next = events[0]; next && next.at <= waitUntil && next.at <= input.until; next = events[0]) {
    events.shift();
    lead.learn(next);
    const { exit, at } = next;
    if (exit === 'lead_deleted' || (exit && input.definition.exit.includes(exit))) return { at, exit };
    if (event && matches(event, next, lead)) return { at, came: true };
  }
  return { at: waitUntil, came: false };
}

function matches(wanted: EventTrigger, { trigger, facts, at }: LeadEvent, lead: SimulatedLead): boolean {
  if (trigger !== wanted.type || !passesFilters(wanted, facts)) return false;
  return !wanted.where || evaluate(wanted.where, { ...lead.at(at), ...facts }, at);
}

/** What had not left when the run ended from outside is taken back. */
function withdraw({ messages }: SimulatedPlace, endAt: Date): SimulatedRun['messages'] {
  return messages.map((message) => {
    const { outcome, at } = message.forecast;
    return { ...message, withdrawn: outcome === 'waits' || (at !== null && at > endAt) };
  });
}
