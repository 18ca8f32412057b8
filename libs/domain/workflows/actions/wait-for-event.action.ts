import { Injectable } from '@nestjs/common';
import type { WaitForEventNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { after } from './duration';

@Injectable()
export class WaitForEventAction implements Action<'WAIT_FOR_EVENT'> {
  async run({ event, within }: WaitForEventNode, { now }: StepContext): Promise<StepResult> {
    return { waitUntil: after(now, within), event, detail: { event: event.type } };
  }
}
