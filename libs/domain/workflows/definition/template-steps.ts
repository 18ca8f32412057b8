import type { FoundTemplate } from '@domain/message-templates';
import type { Definition, SendEmailNode, SendSmsNode, WorkflowNode } from './definition.types';
import { DEFINITION_LIMITS, type Problem } from './problem';

export type SendNode = SendEmailNode | SendSmsNode;
export interface TemplateStep {
  id: string;
  node: SendNode & { templateId: string };
}

/** Steps that name a template instead of saying something themselves. */
export function templateSteps({ nodes }: Definition): TemplateStep[] {
  return Object.entries(nodes).flatMap(([id, node]) =>
    isSend(node) && node.templateId ? [{ id, node: { ...node, templateId: node.templateId } }] : [],
  );
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids of the templates that a draft names, finished or not. */
export function templatesNamed(draft: unknown): string[] {
  const nodes: unknown = (draft as { nodes?: unknown } | null)?.nodes;
  if (typeof nodes !== 'object' || nodes === null) return [];
  return Object.values(nodes).flatMap((node: { templateId?: unknown } | null) =>
    typeof node?.templateId === 'string' && uuid.test(node.templateId) ? [node.templateId] : [],
  );
}

/** The definition with the texts of its templates in it, and the version that each is of. */
export function fillTemplates(
  definition: Definition,
  steps: readonly TemplateStep[],
  found: readonly FoundTemplate[],
): { definition: Definition; problems: Problem[] } {
  const nodes = { ...definition.nodes };
  const problems: Problem[] = [];
  steps.forEach(({ id, node }, index) => {
    const answer = found[index];
    if (answer?.ok) nodes[id] = filled(node, answer.text);
    else problems.push({ path: `/nodes/${id}/templateId`, ...trouble[answer?.code ?? 'template_not_found'] });
  });
  const whole = { ...definition, nodes };
  if (Buffer.byteLength(JSON.stringify(whole)) > DEFINITION_LIMITS.filledBytes) {
    const message = `With the texts of its templates it has more than ${DEFINITION_LIMITS.filledBytes} bytes.`;
    problems.push({ path: '/nodes', code: 'too_large', message });
  }
  return { definition: whole, problems };
}

const isSend = (node: WorkflowNode): node is SendNode =>
  node.kind === 'SEND_EMAIL' || node.kind === 'SEND_SMS';

function filled(node: SendNode, text: (FoundTemplate & { ok: true })['text']): SendNode {
  const templateVersion = text.version;
  if (node.kind === 'SEND_SMS') return { ...node, templateVersion, body: text.text };
  const { previewText: _before, ...rest } = node;
  const email = { ...rest, templateVersion, subject: text.subject ?? '', body: text.html ?? '' };
  return text.previewText === null ? email : { ...email, previewText: text.previewText };
}

const trouble: Record<(FoundTemplate & { ok: false })['code'], Omit<Problem, 'path'>> = {
  template_not_found: {
    code: 'unknown_template',
    message: 'The team has no such template for this channel.',
  },
  template_version_not_found: {
    code: 'unknown_template_version',
    message: 'The template has no such version.',
  },
  template_inactive: { code: 'template_inactive', message: 'The template is switched off.' },
};
