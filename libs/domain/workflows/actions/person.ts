import type { PersonChoice } from '../definition/definition.types';
import type { StepContext } from './action.types';

/** The user meant; null when that is the owner of a lead that has none. */
export async function personOf(step: StepContext, choice: PersonChoice): Promise<string | null> {
  if (choice !== 'owner') return choice.userId;
  const owner = (await step.facts(['lead.assignedToId']))['lead.assignedToId'];
  return typeof owner === 'string' ? owner : null;
}
