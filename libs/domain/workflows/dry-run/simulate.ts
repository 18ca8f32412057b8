import { evaluate } from '../conditions/evaluate';
import type { EventTrigger, WorkflowNode } from '../definition/definition.types';
import { passesFilters } from '../triggers/trigger-matching';
import { SIMULATED, type SimulatedPlace, type SimulatedResult } from './simulated-steps';
import { SimulatedLead } from './simulated-lead';
import type { LeadEvent, SimulatedRun, SimulatedStep, SimulationInput } from './simulation.types';

/** A circle with waits may go on for years. */
const mostSteps = 500;

/** A run of the definition for one lead on a virtual clock. Pure: the same input gives the same run, and nothing else happens. */
export function simulate(input: SimulationInput): SimulatedRun {
  const { definition, startAt, until } = input;
  const lead = new SimulatedLead(input.facts, input.members);
  const events = input.events.filter(({ at }) => at > startAt);
  const steps: SimulatedStep[] = [];
  const place: SimulatedPlace = {
    input,
    lead,
    nodeId: definition.start,
    visit: 0,
    now: startAt,
    messages: [],
  };
  const ended = (state: SimulatedRun['state'], reason: string, endAt: Date | null): SimulatedRun => ({
    ...{ startAt, endAt, state, reason, steps },
    messages: state === 'exited' ? withdraw(place, endAt!) : place.messages,
  });

  while (place.visit < mostSteps) {
    const node = definition.nodes[place.nodeId]!;
    const result = stepOf(node)(node, place);
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
