import type { SqlTx } from '@platform/database';
import type { Facts } from '@domain/conditions';
import type { LeadFacts } from './lead-facts.service';
import { leadGone } from './run.errors';
import type { Run } from './run.types';

/** What is known at a step: the lead as it is now, and what the event that began the run told. */
export async function runFacts(
  repository: LeadFacts,
  tx: SqlTx,
  { leadId, context }: Pick<Run, 'leadId' | 'context'>,
  names: readonly string[],
): Promise<Facts> {
  const ofLead = names.filter((name) => !name.startsWith('event.'));
  if (ofLead.length === 0) return context;
  const facts = (await repository.load(tx, [leadId], ofLead)).get(leadId);
  if (!facts) throw leadGone();
  return { ...context, ...facts };
}
