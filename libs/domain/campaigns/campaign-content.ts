import {
  compileTemplate,
  htmlToText,
  isMergeField,
  TemplateError,
  type TemplateContext,
} from '@domain/templates';
import type { ErrorDetail } from '@platform/errors';
import type { CampaignContent, CampaignType, CampaignVariant } from './campaign.types';
import { templateInvalid } from './campaigns.errors';

/** An author corrects a handful of mistakes at a time. */
const reportedPerField = 20;

export const bodyContext: Readonly<Record<CampaignType, TemplateContext>> = { EMAIL: 'html', SMS: 'sms' };

type TemplateProblem = ErrorDetail & { position: number };

/** The content of each side of the split, or of the campaign itself (`variant` null) without one. */
export function contentsOf(
  campaign: CampaignContent & { variants: CampaignVariant[] },
): (CampaignContent & { variant: string | null; weight: number })[] {
  const { subject, previewText, body } = campaign;
  if (campaign.variants.length === 0) return [{ variant: null, weight: 100, subject, previewText, body }];
  return campaign.variants.map((variant) => ({
    variant: variant.name,
    weight: variant.weight,
    subject: variant.subject ?? subject,
    previewText: variant.previewText ?? previewText,
    body: variant.body ?? body,
  }));
}

/** What the author wrote, each part with the prefix of its field names. */
export function partsOf(
  campaign: CampaignContent & { variants: CampaignVariant[] },
): [prefix: string, Partial<CampaignContent>][] {
  return [
    ['', campaign],
    ...campaign.variants.map((variant, index): [string, Partial<CampaignContent>] => [
      `variants[${index}].`,
      variant,
    ]),
  ];
}

/**
 * Compiles every template of the campaign.
 * @throws DomainError invalid/template_invalid naming each field at fault, with position; unknown merge fields all at once.
 */
export function checkTemplates(
  type: CampaignType,
  campaign: CampaignContent & { variants: CampaignVariant[] },
): void {
  const problems = partsOf(campaign).flatMap(([prefix, { subject, previewText, body }]) => [
    ...templateProblems(`${prefix}subject`, subject, 'subject'),
    ...templateProblems(`${prefix}previewText`, previewText, 'subject'),
    ...bodyProblems(`${prefix}body`, body, type),
  ]);
  if (problems.length > 0) throw templateInvalid(problems);
}

/** An email's plain-text part is made from its HTML and has to compile as well. */
function bodyProblems(field: string, body: string | undefined, type: CampaignType): TemplateProblem[] {
  const problems = templateProblems(field, body, bodyContext[type]);
  if (problems.length > 0 || type !== 'EMAIL' || !body) return problems;
  return templateProblems(field, htmlToText(body), 'text').map((problem) => ({
    ...problem,
    message: `In the plain-text part: ${problem.message}`,
  }));
}

function templateProblems(
  field: string,
  source: string | null | undefined,
  context: TemplateContext,
): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  if (source === null || source === undefined) return problems;
  const unknown = new Set<string>();
  // The compiler stops at the first mistake. A field it does not know is let pass the next time, to find the others.
  for (let pass = 0; pass < reportedPerField; pass++) {
    let refused: string | undefined;
    try {
      compileTemplate(source, context, (path) => {
        const known = isMergeField(path) || unknown.has(path);
        if (!known) refused = path;
        return known;
      });
      break;
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { code, position, message } = error;
      problems.push({ field, code, message: `${message} (at ${position})`, position });
      if (refused === undefined) break;
      unknown.add(refused);
    }
  }
  return problems;
}
