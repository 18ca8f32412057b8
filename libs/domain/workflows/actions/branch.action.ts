import { Injectable } from '@nestjs/common';
import { evaluate, factsUsed } from '@domain/conditions';
import type { BranchNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class BranchAction implements Action<'BRANCH'> {
  async run(node: BranchNode, step: StepContext): Promise<StepResult> {
    const holds = evaluate(node.if, await step.facts(factsUsed(node.if)), step.now);
    return { go: holds ? node.yes : node.no, detail: { branch: holds ? 'yes' : 'no' } };
  }
}
