import { Injectable } from '@nestjs/common';
import type { GoalNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class GoalAction implements Action<'GOAL'> {
  async run({ name }: GoalNode, _step: StepContext): Promise<StepResult> {
    return { end: 'completed', reason: 'goal', detail: { goal: name } };
  }
}
