import type { FoundTemplate, TemplateText } from '@domain/message-templates';
import type { ErrorDetail } from '@platform/errors';
import type { CampaignContent, CampaignVariant, TemplateChoice } from './campaign.types';

type Texts = CampaignContent & TemplateChoice & { variants: CampaignVariant[] };

export interface TemplateRef {
  templateId: string;
  /** Null: the newest. */
  version: number | null;
}

/** The campaign with the texts of its templates in their places. */
export interface FilledTexts {
  texts: CampaignContent & { variants: CampaignVariant[] };
  /** What a launch writes down, so that a later version of a template changes nothing. */
  pinned: { templateVersion: number | null; variants: CampaignVariant[] };
  problems: ErrorDetail[];
  /** Each template once. */
  used: { templateId: string; version: number }[];
}

/** What it names, in the order of `fillTexts`: the campaign's own template, then those of its variants. */
export function templateRefs({ templateId, templateVersion, variants }: Texts): TemplateRef[] {
  return [{ templateId, templateVersion }, ...variants].flatMap((part) =>
    part.templateId ? [{ templateId: part.templateId, version: part.templateVersion ?? null }] : [],
  );
}

/** What a part says itself comes before what its template says; a body is never both. */
export function fillTexts(campaign: Texts, found: readonly FoundTemplate[]): FilledTexts {
  const answers = [...found];
  const problems: ErrorDetail[] = [];
  const used = new Map<string, { templateId: string; version: number }>();
  const textFor = (templateId: string | null | undefined, prefix: string): TemplateText | null => {
    const answer = templateId ? answers.shift() : undefined;
    if (!answer) return null;
    if (!answer.ok) {
      problems.push({ field: `${prefix}templateId`, code: answer.code, message: trouble[answer.code] });
      return null;
    }
    const { text } = answer;
    used.set(`${text.templateId}:${text.version}`, { templateId: text.templateId, version: text.version });
    return text;
  };
  const own = textFor(campaign.templateId, '');
  const filled = campaign.variants.map((variant, index) => {
    const text = textFor(variant.templateId, `variants[${index}].`);
    return { variant, text };
  });
  return {
    texts: {
      subject: campaign.subject ?? own?.subject ?? null,
      previewText: campaign.previewText ?? own?.previewText ?? null,
      body: own ? bodyOf(own) : campaign.body,
      variants: filled.map(({ variant, text }) => (text ? filledVariant(variant, text) : variant)),
    },
    pinned: {
      templateVersion: own?.version ?? campaign.templateVersion,
      variants: filled.map(({ variant, text }) =>
        text ? { ...variant, templateVersion: text.version } : variant,
      ),
    },
    problems,
    used: [...used.values()],
  };
}

const bodyOf = ({ html, text }: TemplateText): string => html ?? text;

function filledVariant(variant: CampaignVariant, text: TemplateText): CampaignVariant {
  const subject = variant.subject ?? text.subject;
  const previewText = variant.previewText ?? text.previewText;
  return {
    ...variant,
    body: bodyOf(text),
    ...(subject !== null && { subject }),
    ...(previewText !== null && { previewText }),
  };
}

const trouble: Record<(FoundTemplate & { ok: false })['code'], string> = {
  template_not_found: 'There is no such template.',
  template_version_not_found: 'The template has no such version.',
  template_inactive: 'The template is switched off.',
};
