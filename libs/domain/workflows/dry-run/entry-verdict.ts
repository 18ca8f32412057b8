import type { Condition, Facts } from '@domain/conditions';
import { explain, type Explanation } from '@domain/conditions';
import type { Definition } from '../definition/definition.types';

/** Whether a lead would be let in, and why. Null where the definition asks nothing. */
export interface EntryVerdict {
  enters: boolean;
  trigger: Explanation | null;
  entry: Explanation | null;
}

/** The trigger's own condition (and the sources it is for), and the entry condition of the workflow. */
export function entryVerdict({ trigger, entry }: Definition, facts: Facts, now: Date): EntryVerdict {
  const asked: Condition[] = trigger.where ? [trigger.where] : [];
  if (trigger.type === 'LEAD_CREATED' && trigger.sources)
    asked.push({ fact: 'lead.source', op: 'in', value: trigger.sources });
  const ofTrigger =
    asked.length > 0 ? explain(asked.length === 1 ? asked[0]! : { all: asked }, facts, now) : null;
  const ofEntry = entry ? explain(entry, facts, now) : null;
  const enters = (ofTrigger?.holds ?? true) && (ofEntry?.holds ?? true);
  return { enters, trigger: ofTrigger, entry: ofEntry };
}
