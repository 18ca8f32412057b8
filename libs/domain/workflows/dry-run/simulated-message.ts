import { compileTemplate, htmlToText, isMergeField, type TemplateContext } from '@domain/templates';
import type { Facts } from '@domain/conditions';
import type { SendEmailNode, SendSmsNode } from '../definition/definition.types';

/** Every message has a link of its own; here it stands for them all. */
const unsubscribeUrl = 'https://example.com/unsubscribe';

export interface RenderedMessage {
  subject: string | null;
  body: string;
  missingFields: string[];
}

/** The message as this lead would get it, and the merge fields that have neither a value nor a default. */
export function renderMessage(node: SendEmailNode | SendSmsNode, facts: Facts): RenderedMessage {
  const values = mergeValues(facts);
  const missing = new Set<string>();
  const render = (source: string, context: TemplateContext): string => {
    const result = compileTemplate(source, context, isMergeField).render(values);
    if (result.ok) return result.text;
    for (const field of result.missing) missing.add(field);
    return '';
  };
  if (node.kind === 'SEND_SMS') {
    const body = render(node.body, 'sms');
    return { subject: null, body, missingFields: [...missing] };
  }
  const subject = render(node.subject, 'subject');
  render(node.previewText ?? '', 'subject');
  render(htmlToText(node.body), 'text');
  const body = render(node.body, 'html');
  return { subject, body, missingFields: [...missing] };
}

/** Fields of the templates of a message: the facts that have to be gathered. */
export function mergeFieldsOf(node: SendEmailNode | SendSmsNode): string[] {
  const fieldsOf = (source: string, context: TemplateContext) =>
    compileTemplate(source, context, isMergeField).fields;
  if (node.kind === 'SEND_SMS') return fieldsOf(node.body, 'sms');
  return [
    ...fieldsOf(node.subject, 'subject'),
    ...fieldsOf(node.previewText ?? '', 'subject'),
    ...fieldsOf(node.body, 'html'),
  ];
}

function mergeValues(facts: Facts): Record<string, string | number | boolean | null> {
  const plain = Object.entries(facts).filter(
    (entry): entry is [string, string | number | boolean | null] =>
      entry[1] !== undefined && (entry[1] === null || typeof entry[1] !== 'object'),
  );
  return { ...Object.fromEntries(plain), unsubscribeUrl };
}
