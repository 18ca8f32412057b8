import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events';
import type { NotifyUserNode } from '../definition/definition.types';
import { userNotified } from '../engine/run.events';
import type { Action, StepContext, StepResult } from './action.types';
import { personOf } from './person';
import { stepText } from './step-text';

/** Tells the slices above to tell a person. */
@Injectable()
export class NotifyUserAction implements Action<'NOTIFY_USER'> {
  constructor(private readonly events: Events) {}

  async run(node: NotifyUserNode, step: StepContext): Promise<StepResult> {
    const userId = await personOf(step, node.to);
    if (!userId) return { go: node.next, outcome: 'skipped', detail: { reason: 'no_owner' } };
    const { leadId, id: runId } = step.run;
    const title = await stepText(step, node.title);
    const body = await stepText(step, node.body);
    await this.events.publish(step.tx, userNotified, { userId, title, body, leadId, runId });
    return { go: node.next, detail: { userId } };
  }
}
