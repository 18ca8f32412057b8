import { Injectable } from '@nestjs/common';
import { LeadTags } from '@domain/leads';
import type { TagNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class RemoveTagAction implements Action<'REMOVE_TAG'> {
  constructor(private readonly tags: LeadTags) {}

  async run({ tagId, next }: TagNode, { tx, run }: StepContext): Promise<StepResult> {
    const removed = await this.tags.removeIn(tx, [run.leadId], [tagId], { userId: null });
    return { go: next, outcome: removed.length > 0 ? 'done' : 'skipped', detail: { tagId } };
  }
}
