import { Injectable } from '@nestjs/common';
import { LeadTags } from '@domain/leads';
import type { TagNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class AddTagAction implements Action<'ADD_TAG'> {
  constructor(private readonly tags: LeadTags) {}

  async run({ tagId, next }: TagNode, { tx, run }: StepContext): Promise<StepResult> {
    const added = await this.tags.addIn(tx, [run.leadId], [tagId], { userId: null });
    return { go: next, outcome: added.length > 0 ? 'done' : 'skipped', detail: { tagId } };
  }
}
