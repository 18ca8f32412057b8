import { Injectable } from '@nestjs/common';
import type { WaitUntilNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { chosenZone, nextLocalTime, zoneFacts } from './local-clock';

@Injectable()
export class WaitUntilAction implements Action<'WAIT_UNTIL'> {
  async run({ time, weekdays, zone }: WaitUntilNode, step: StepContext): Promise<StepResult> {
    const clock = chosenZone(zone, await step.facts(zoneFacts(zone)));
    return { waitUntil: nextLocalTime(step.now, time, clock, weekdays), detail: { zone: clock } };
  }
}
