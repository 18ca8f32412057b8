import { Injectable } from '@nestjs/common';
import { LeadsService, type CustomFields, type LeadInput } from '@domain/leads';
import type { SetFieldNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

const customPrefix = 'custom.';

@Injectable()
export class SetFieldAction implements Action<'SET_FIELD'> {
  constructor(private readonly leads: LeadsService) {}

  async run({ field, value, next }: SetFieldNode, { tx, run }: StepContext): Promise<StepResult> {
    const changed = await this.leads.updateIn(
      tx,
      run.leadId,
      ({ customFields }) => inputOf(field, value, customFields),
      { userId: null },
      'By a workflow',
    );
    return { go: next, outcome: changed ? 'done' : 'skipped', detail: { field, value } };
  }
}

/** What was checked at publish: the field is one of those a step may set, the value of its type. */
function inputOf(field: string, value: SetFieldNode['value'], custom: CustomFields): LeadInput {
  if (!field.startsWith(customPrefix)) return { [field]: value } as LeadInput;
  return { customFields: { ...custom, [field.slice(customPrefix.length)]: value } };
}
