import type { ErrorDetail } from '@platform/errors';
import { transition, type CampaignStatus } from './campaign-state';
import { checkTemplates, contentsOf, partsOf } from './campaign-content';
import type { FilledTexts } from './campaign-texts';
import type {
  CampaignChanges,
  CampaignContent,
  CampaignDraft,
  CampaignType,
  CampaignVariant,
} from './campaign.types';
import { campaignIncomplete, campaignInvalid } from './campaigns.errors';

export const CAMPAIGN_LIMITS = {
  name: 200,
  subject: 500,
  previewText: 500,
  /** Characters; the template compiler refuses more than 256 KB as well. */
  emailBody: 200_000,
  /** Twilio refuses a body of more than 1,600 characters (error 21617). */
  smsBody: 1_600,
  minVariants: 2,
  maxVariants: 5,
  variantName: 40,
  // Fits the 256 KB a JSON body may have; a larger audience is a filter or a tag.
  audienceIds: 5_000,
  testAddresses: 5,
} as const;

export const emptyDraft: Omit<CampaignDraft, 'name'> = {
  subject: null,
  previewText: null,
  body: '',
  templateId: null,
  templateVersion: null,
  audience: null,
  variants: [],
  scheduledAt: null,
  localDate: null,
  localTime: null,
};

/** The draft after `changes`. Naming one kind of time lets go of the other, and so do a template and a text of its own. */
export function applyChanges(draft: CampaignDraft, changes: CampaignChanges): CampaignDraft {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const next = { ...draft, ...textsLetGo(changes), ...given } as CampaignDraft;
  if (changes.scheduledAt && !changes.localDate && !changes.localTime) {
    return { ...next, localDate: null, localTime: null };
  }
  if ((changes.localDate || changes.localTime) && !changes.scheduledAt) return { ...next, scheduledAt: null };
  return next;
}

function textsLetGo({ templateId, body }: CampaignChanges): Partial<CampaignDraft> {
  if (templateId) return { subject: null, previewText: null, body: '', templateVersion: null };
  return templateId === null || body ? { templateId: null, templateVersion: null } : {};
}

/**
 * What holds for every stored campaign, a draft included.
 * @throws DomainError invalid/validation_failed or invalid/template_invalid
 */
export function checkDraft(type: CampaignType, draft: CampaignDraft): void {
  const problems = [
    ...channelProblems(type, draft),
    ...templateProblems(draft),
    ...variantProblems(draft.variants),
  ];
  if (problems.length > 0) throw campaignInvalid(problems);
  checkTemplates(type, draft);
}

/**
 * What must be there before anything is sent; `filled`: its texts, templates and all.
 * @throws DomainError conflict/campaign_incomplete listing every missing field.
 */
export function checkComplete(
  type: CampaignType,
  draft: Pick<CampaignDraft, 'audience'>,
  filled: Pick<FilledTexts, 'texts' | 'problems'>,
): void {
  const problems: ErrorDetail[] = draft.audience ? [] : [required('audience')];
  // A template that cannot be used leaves its part empty: that is told once.
  if (filled.problems.length > 0) throw campaignIncomplete([...problems, ...filled.problems]);
  for (const [index, content] of contentsOf(filled.texts).entries()) {
    problems.push(...missingParts(type, content, content.variant === null ? '' : `variants[${index}].`));
  }
  if (problems.length > 0) throw campaignIncomplete(problems);
}

/** What one side of a campaign lacks to be sent. */
export function missingParts(
  type: CampaignType,
  { subject, body }: CampaignContent,
  prefix = '',
): ErrorDetail[] {
  const problems: ErrorDetail[] = [];
  if (body.trim() === '') problems.push(required(`${prefix}body`));
  if (type === 'EMAIL' && (subject ?? '').trim() === '') problems.push(required(`${prefix}subject`));
  return problems;
}

const required = (field: string): ErrorDetail => ({
  field,
  code: 'required',
  message: `${field} is missing.`,
});

function channelProblems(type: CampaignType, draft: CampaignDraft): ErrorDetail[] {
  const bodyLimit = type === 'SMS' ? CAMPAIGN_LIMITS.smsBody : CAMPAIGN_LIMITS.emailBody;
  return partsOf(draft).flatMap(([prefix, { subject, previewText, body }]) => {
    const problems: ErrorDetail[] = [];
    if (body && body.length > bodyLimit) {
      const message = `The body of an ${type} may be ${bodyLimit} characters long.`;
      problems.push({ field: `${prefix}body`, code: 'too_long', message });
    }
    for (const [field, value] of Object.entries({ subject, previewText })) {
      if (type === 'SMS' && value) {
        problems.push({
          field: `${prefix}${field}`,
          code: 'not_for_sms',
          message: `An SMS has no ${field}.`,
        });
      }
    }
    return problems;
  });
}

function templateProblems(draft: CampaignDraft): ErrorDetail[] {
  const parts = [
    { prefix: '', ...draft },
    ...draft.variants.map((variant, index) => ({ prefix: `variants[${index}].`, ...variant })),
  ];
  return parts.flatMap(({ prefix, body, templateId, templateVersion }) => {
    const problems: ErrorDetail[] = [];
    if (templateId && body) {
      const message = 'A text comes from a template or is written here, not both.';
      problems.push({ field: `${prefix}body`, code: 'template_or_body', message });
    }
    if (!templateId && templateVersion) {
      const message = 'A version of which template?';
      problems.push({ field: `${prefix}templateVersion`, code: 'template_missing', message });
    }
    return problems;
  });
}

function variantProblems(variants: CampaignVariant[]): ErrorDetail[] {
  const field = 'variants';
  if (variants.length === 0) return [];
  const { minVariants, maxVariants } = CAMPAIGN_LIMITS;
  if (variants.length < minVariants || variants.length > maxVariants) {
    const message = `A split has ${minVariants} to ${maxVariants} variants.`;
    return [{ field, code: 'variants_count', message }];
  }
  const problems: ErrorDetail[] = [];
  if (new Set(variants.map(({ name }) => name)).size < variants.length) {
    problems.push({ field, code: 'variants_not_unique', message: 'Each variant needs a name of its own.' });
  }
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  if (sum !== 100) {
    problems.push({ field, code: 'weights_not_100', message: `The weights sum to ${sum} instead of 100.` });
  }
  return problems;
}

/** What may be done with a campaign, by the names of the routes. */
export function actionsOf(status: CampaignStatus): string[] {
  const steps = (['edit', 'pause', 'resume', 'cancel'] as const).filter((event) => transition(status, event));
  return [...(status === 'DRAFT' ? ['launch'] : []), ...steps, ...(isSending(status) ? [] : ['delete'])];
}

export const isSending = (status: CampaignStatus): boolean => status === 'ACTIVE' || status === 'PAUSED';
