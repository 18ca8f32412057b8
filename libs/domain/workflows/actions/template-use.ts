import type { MessageTemplates } from '@domain/message-templates';
import type { SqlTx } from '@platform/database';
import type { SendEmailNode, SendSmsNode } from '../definition/definition.types';

/** The text is the step's own since the publish; the template only wants to know that it was used. */
export async function recordTemplateUse(
  templates: MessageTemplates,
  tx: SqlTx,
  { templateId, templateVersion: version }: SendEmailNode | SendSmsNode,
  messageId: string,
): Promise<void> {
  if (!templateId || version === undefined) return;
  await templates.recordUse(tx, { templateId, version, kind: 'workflow', subjectId: messageId });
}
