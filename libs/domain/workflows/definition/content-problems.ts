import { emailBodyProblems, templateProblems, type TemplateProblem } from '@domain/templates';
import type { WorkflowNode } from './definition.types';
import type { Problem } from './problem';

/** Mistakes in the texts of a step: merge fields nobody knows, places where no value is safe. `path`: the node's. */
export function contentProblems(node: WorkflowNode, path: string): Problem[] {
  // Checked when it was saved.
  if ('templateId' in node) return [];
  const at =
    (property: string) =>
    ({ code, message }: TemplateProblem): Problem => ({ path: `${path}/${property}`, code, message });
  switch (node.kind) {
    case 'SEND_EMAIL':
      return [
        ...templateProblems(node.subject, 'subject').map(at('subject')),
        ...templateProblems(node.previewText ?? '', 'subject').map(at('previewText')),
        ...emailBodyProblems(node.body).map(at('body')),
        ...blank(node.body, `${path}/body`),
      ];
    case 'SEND_SMS':
      return [...templateProblems(node.body, 'sms').map(at('body')), ...blank(node.body, `${path}/body`)];
    case 'CREATE_TASK':
      return [
        ...templateProblems(node.title, 'subject').map(at('title')),
        ...templateProblems(node.description ?? '', 'text').map(at('description')),
      ];
    case 'CREATE_APPOINTMENT':
      return templateProblems(node.title, 'subject').map(at('title'));
    case 'NOTIFY_USER':
      return [
        ...templateProblems(node.title, 'subject').map(at('title')),
        ...templateProblems(node.body, 'text').map(at('body')),
      ];
    default:
      return [];
  }
}

function blank(body: string, path: string): Problem[] {
  return body.trim() === '' ? [{ path, code: 'required', message: 'There is nothing in this message.' }] : [];
}
