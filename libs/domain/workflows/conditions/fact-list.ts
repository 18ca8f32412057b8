import type { TriggerType } from '../definition/trigger.types';
import {
  FACT_PATTERNS,
  LEAD_FACTS,
  OPERATORS_OF,
  type FactDefinition,
  type FactType,
  type Operator,
} from '@domain/conditions';
import { EVENT_FACTS } from './fact-catalogue';

/** A fact as an author chooses it. */
export interface ListedFact {
  name: string;
  type: FactType;
  about: string;
  operators: readonly Operator[];
  options: readonly string[] | null;
  /** Triggers that know it; null: all of them. */
  triggers: readonly TriggerType[] | null;
}

const listed = (name: string, fact: FactDefinition, triggers: readonly TriggerType[] | null): ListedFact => ({
  name,
  type: fact.type,
  about: fact.about,
  operators: OPERATORS_OF[fact.type],
  options: fact.options ?? null,
  triggers,
});

/** One name may mean a status with one trigger and a grade band with another: those are two entries. */
function eventFacts(): ListedFact[] {
  const found = new Map<string, { name: string; fact: FactDefinition; triggers: TriggerType[] }>();
  for (const trigger of Object.keys(EVENT_FACTS) as TriggerType[]) {
    for (const [name, fact] of Object.entries(EVENT_FACTS[trigger])) {
      const key = JSON.stringify([name, fact]);
      const entry = found.get(key) ?? { name, fact, triggers: [] };
      entry.triggers.push(trigger);
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ name, fact, triggers }) => listed(name, fact, triggers));
}

/** Everything a condition may look at. */
export const FACT_LIST: readonly ListedFact[] = [
  ...Object.entries(LEAD_FACTS).map(([name, fact]) => listed(name, fact, null)),
  ...FACT_PATTERNS.map(({ name, fact }) => listed(name, fact, null)),
  listed('lead.inSegment.<id>', { type: 'boolean', about: 'Whether the lead is in the segment' }, null),
  ...eventFacts(),
  listed('event.data.<property>', { type: 'any', about: 'A property of the body' }, ['INBOUND_WEBHOOK']),
];
