import { Injectable } from '@nestjs/common';
import type { WaitForNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { after } from './duration';

@Injectable()
export class WaitForAction implements Action<'WAIT_FOR'> {
  async run({ duration }: WaitForNode, { now }: StepContext): Promise<StepResult> {
    return { waitUntil: after(now, duration) };
  }
}
