import { Injectable } from '@nestjs/common';
import type { EndNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';

@Injectable()
export class EndAction implements Action<'END'> {
  async run(_node: EndNode, _step: StepContext): Promise<StepResult> {
    return { end: 'completed', reason: 'end' };
  }
}
