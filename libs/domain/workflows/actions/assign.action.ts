import { Injectable } from '@nestjs/common';
import { LeadsService } from '@domain/leads';
import type { AssignNode } from '../definition/definition.types';
import { MembersRepository } from '../engine/members.repository';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class AssignAction implements Action<'ASSIGN'> {
  constructor(
    private readonly leads: LeadsService,
    private readonly members: MembersRepository,
  ) {}

  async run({ to, keepOwner, next }: AssignNode, step: StepContext): Promise<StepResult> {
    const { tx, run, nodeId } = step;
    const owner = (await step.facts(['lead.assignedToId']))['lead.assignedToId'];
    if (keepOwner && owner)
      return { go: next, outcome: 'skipped', detail: { reason: 'has_owner', userId: owner } };
    const userId =
      'userId' in to ? to.userId : await this.members.next(tx, run.workflowId, nodeId, to.roundRobin);
    if (!userId) return { go: next, outcome: 'skipped', detail: { reason: 'nobody_available' } };
    await this.leads.updateIn(
      tx,
      run.leadId,
      () => ({ assignedToId: userId }),
      { userId: null },
      'By a workflow',
    );
    return { go: next, detail: { userId } };
  }
}
