import { Injectable } from '@nestjs/common';
import { Clock } from '@platform/clock';
import type { SqlTx } from '@platform/database';
import type { Condition, Facts } from '@domain/conditions';
import { evaluate, factsUsed } from '@domain/conditions';
import { LeadFacts } from './lead-facts.service';
import type { Entrant } from './run-entries.service';

export interface CheckedEntrant {
  entrant: Entrant;
  /** Also the trigger's own condition, not only the workflow's entry condition. */
  byTrigger: boolean;
}

/** Whether leads meet the conditions of the workflows they want into: one look at all of them, the rest in memory. */
@Injectable()
export class EntryChecks {
  constructor(
    private readonly facts: LeadFacts,
    private readonly clock: Clock,
  ) {}

  /** Answers those who may enter, in their order. Leads that are gone may not. */
  async passing(tx: SqlTx, wanting: readonly CheckedEntrant[]): Promise<Entrant[]> {
    const asked = wanting.map((one) => ({ ...one, conditions: conditionsOf(one) }));
    const names = [...new Set(asked.flatMap(({ conditions }) => conditions.flatMap(factsUsed)))];
    const ofLead = names.filter((name) => !name.startsWith('event.'));
    const leadIds = asked.flatMap(({ entrant, conditions }) =>
      conditions.length > 0 ? [entrant.leadId] : [],
    );
    const known: Map<string, Facts> =
      ofLead.length > 0 && leadIds.length > 0
        ? await this.facts.load(tx, [...new Set(leadIds)], ofLead)
        : new Map();
    const now = this.clock.now();
    return asked.flatMap(({ entrant, conditions }) => {
      if (conditions.length > 0 && ofLead.length > 0 && !known.has(entrant.leadId)) return [];
      const facts = { ...entrant.context, ...known.get(entrant.leadId) };
      return conditions.every((condition) => evaluate(condition, facts, now)) ? [entrant] : [];
    });
  }
}

function conditionsOf({ entrant: { version }, byTrigger }: CheckedEntrant): Condition[] {
  const { entry, trigger } = version.definition;
  const conditions = entry ? [entry] : [];
  if (!byTrigger) return conditions;
  if (trigger.where) conditions.push(trigger.where);
  if (trigger.type === 'LEAD_CREATED' && trigger.sources)
    conditions.push({ fact: 'lead.source', op: 'in', value: trigger.sources });
  return conditions;
}
