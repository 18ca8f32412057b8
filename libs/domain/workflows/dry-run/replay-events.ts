import { SendBook, type SendOutlook } from '@domain/messaging';
import type { Facts } from '@domain/conditions';
import type { Definition } from '../definition/definition.types';
import { entryVerdict } from './entry-verdict';
import { mayEnter } from './reentry';
import type { ReplayedRun } from './replay-figures';
import type { ReplayMoment } from './replay-moments.repository';
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
  moments: readonly ReplayMoment[];
  leads: ReadonlyMap<string, ReplayedLead>;
  members: readonly Member[];
  outlook: SendOutlook;
  to: Date;
  seed: string;
}

/** The runs that the moments would have started. Pure. */
export function replayEvents(input: ReplayInput): {
  runs: ReplayedRun[];
  refused: Replay['events']['refused'];
} {
  const { definition, moments, leads, members, outlook, to, seed } = input;
  const asked = askedAtEntry(definition);
  const refused = { leadGone: 0, conditions: 0, reentry: 0 };
  const runs: ReplayedRun[] = [];
  const last = new Map<string, ReplayedRun['run']>();
  const book = new SendBook(outlook);
  for (const { id, facts: brought, leadId, at } of moments) {
    const lead = leads.get(leadId);
    if (!lead) {
      refused.leadGone += 1;
      continue;
    }
    const later = lead.history.filter((event) => event.at > at);
    const facts = { ...rewind(lead.today, later, members), ...brought };
    if (!entryVerdict(asked, facts, at).enters) {
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

/** By hand, a lead needs to meet the entry condition only, not what the trigger looks for. */
function askedAtEntry(definition: Definition): Definition {
  return definition.trigger.type === 'MANUAL' ? { ...definition, trigger: { type: 'MANUAL' } } : definition;
}
