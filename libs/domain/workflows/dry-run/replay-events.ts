import { SendBook, type SendOutlook } from '@domain/messaging';
import type { Facts } from '../conditions/condition.types';
import type { Definition } from '../definition/definition.types';
import { factsOfEvent } from '../triggers/event-signals';
import type { StoredEvent } from './dry-run.repository';
import { entryVerdict } from './entry-verdict';
import { mayEnter } from './reentry';
import type { ReplayedRun } from './replay-figures';
import type { Replay } from './replay.types';
import { rewind } from './rewind';
import { simulate } from './simulate';
import type { LeadEvent, Member } from './simulation.types';

export interface ReplayedLead {
  /** What is known just now. */
  today: Facts;
  /** What happened to it in the period, oldest first. */
  history: LeadEvent[];
}

export interface ReplayInput {
  definition: Definition;
  /** What would have started runs, oldest first. */
  events: readonly StoredEvent[];
  leads: ReadonlyMap<string, ReplayedLead>;
  members: readonly Member[];
  outlook: SendOutlook;
  to: Date;
  seed: string;
}

/** The runs that the events would have started. Pure. */
export function replayEvents(input: ReplayInput): {
  runs: ReplayedRun[];
  refused: Replay['events']['refused'];
} {
  const { definition, events, leads, members, outlook, to, seed } = input;
  const refused = { leadGone: 0, conditions: 0, reentry: 0 };
  const runs: ReplayedRun[] = [];
  const last = new Map<string, ReplayedRun['run']>();
  const book = new SendBook(outlook);
  for (const { id, name, payload, leadId, at } of events) {
    const lead = leads.get(leadId);
    if (!lead) {
      refused.leadGone += 1;
      continue;
    }
    const later = lead.history.filter((event) => event.at > at);
    const facts = { ...rewind(lead.today, later, members), ...factsOfEvent(name, payload) };
    if (!entryVerdict(definition, facts, at).enters) {
      refused.conditions += 1;
      continue;
    }
    if (!mayEnter(definition.reentry, last.get(leadId), at)) {
      refused.reentry += 1;
      continue;
    }
    const run = simulate({
      ...{ definition, leadId, startAt: at, until: to, facts, events: later, members },
      seed: `${seed}:${id}`,
      forecast: (planned) => book.forecast(planned),
    });
    last.set(leadId, run);
    runs.push({ leadId, run });
  }
  return { runs, refused };
}
