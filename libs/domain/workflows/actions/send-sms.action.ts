import { Injectable } from '@nestjs/common';
import { MessageTemplates } from '@domain/message-templates';
import { Messages } from '@domain/messaging';
import type { SendSmsNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { contentIdOf } from './content-id';
import { afterQuietHours, quietHoursFacts } from './quiet-hours';
import { recordTemplateUse } from './template-use';

/** Puts a text into the ledger; the send gate decides whether and when it goes. */
@Injectable()
export class SendSmsAction implements Action<'SEND_SMS'> {
  constructor(
    private readonly messages: Messages,
    private readonly templates: MessageTemplates,
  ) {}

  async run(node: SendSmsNode, step: StepContext): Promise<StepResult> {
    const facts = await step.facts(['lead.phone', ...quietHoursFacts(step.definition)]);
    const to = facts['lead.phone'];
    if (typeof to !== 'string')
      return { go: node.next, outcome: 'skipped', detail: { reason: 'no_address' } };
    const { messageId, created } = await this.messages.sendSingle(step.tx, {
      content: { channel: 'SMS', text: node.body },
      contentId: contentIdOf(step),
      kind: 'workflow',
      purpose: node.purpose ?? 'marketing',
      to,
      leadId: step.run.leadId,
      dedupeKey: step.key,
      dueAt: afterQuietHours(step.definition.quietHours, facts, step.now),
    });
    if (created) await recordTemplateUse(this.templates, step.tx, node, messageId);
    return { go: node.next, detail: { messageId } };
  }
}
