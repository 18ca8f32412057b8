import { emailBodyProblems, templateProblems, type TemplateContext } from '@domain/templates';
import type { ErrorDetail } from '@platform/errors';
import type { CampaignContent, CampaignType, CampaignVariant } from './campaign.types';
import { templateInvalid } from './campaigns.errors';

export const bodyContext: Readonly<Record<CampaignType, TemplateContext>> = { EMAIL: 'html', SMS: 'sms' };

type FieldProblem = ErrorDetail & { position: number };

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
    ...fieldProblems(`${prefix}subject`, subject, 'subject'),
    ...fieldProblems(`${prefix}previewText`, previewText, 'subject'),
    ...bodyProblems(`${prefix}body`, body, type),
  ]);
  if (problems.length > 0) throw templateInvalid(problems);
}

function bodyProblems(field: string, body: string | undefined, type: CampaignType): FieldProblem[] {
  if (type !== 'EMAIL') return fieldProblems(field, body, bodyContext[type]);
  return body ? emailBodyProblems(body).map((problem) => ({ field, ...problem })) : [];
}

function fieldProblems(
  field: string,
  source: string | null | undefined,
  context: TemplateContext,
): FieldProblem[] {
  return source ? templateProblems(source, context).map((problem) => ({ field, ...problem })) : [];
}
