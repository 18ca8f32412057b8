import { Injectable } from '@nestjs/common';
import { MessageTemplates } from '@domain/message-templates';
import { Messages } from '@domain/messaging';
import type { SendEmailNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { contentIdOf } from './content-id';
import { afterQuietHours, quietHoursFacts } from './quiet-hours';
import { recordTemplateUse } from './template-use';

/** Puts an email into the ledger; the send gate decides whether and when it goes. */
@Injectable()
export class SendEmailAction implements Action<'SEND_EMAIL'> {
  constructor(
    private readonly messages: Messages,
    private readonly templates: MessageTemplates,
  ) {}

  async run(node: SendEmailNode, step: StepContext): Promise<StepResult> {
    const facts = await step.facts(['lead.email', ...quietHoursFacts(step.definition)]);
    const to = facts['lead.email'];
    if (typeof to !== 'string')
      return { go: node.next, outcome: 'skipped', detail: { reason: 'no_address' } };
    const { subject, previewText, body: html, purpose = 'marketing' } = node;
    const { messageId, created } = await this.messages.sendSingle(step.tx, {
      content: { channel: 'EMAIL', subject, previewText, html },
      contentId: contentIdOf(step),
      kind: 'workflow',
      purpose,
      to,
      leadId: step.run.leadId,
      dedupeKey: step.key,
      dueAt: afterQuietHours(step.definition.quietHours, facts, step.now),
    });
    if (created) await recordTemplateUse(this.templates, step.tx, node, messageId);
    return { go: node.next, detail: { messageId } };
  }
}
