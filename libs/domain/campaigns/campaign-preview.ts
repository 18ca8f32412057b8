import {
  compileTemplate,
  htmlToText,
  isMergeField,
  sampleValuesFor,
  type CompiledTemplate,
  type MergeValue,
} from '@domain/templates';
import { countSegments } from '@integrations/sms';
import { bodyContext, contentsOf } from './campaign-content';
import type { CampaignContent, CampaignType, CampaignVariant } from './campaign.types';

export type SmsEstimate = ReturnType<typeof countSegments>;
export type PreviewValues = Readonly<Record<string, MergeValue>>;

export interface Preview extends CampaignContent {
  /** Null without a split. */
  variant: string | null;
  /** The plain-text alternative of an EMAIL; the body of an SMS. */
  text: string;
  /** Null for EMAIL. */
  sms: SmsEstimate | null;
  /** Fields without value and default: the message would be skipped. Parts that name one are shown empty. */
  missingFields: string[];
}

type Templates = CampaignContent & { variants: CampaignVariant[] };

/** Each side of the campaign as one recipient would see it. */
export function previewsOf(
  type: CampaignType,
  templates: Templates,
  values: PreviewValues | 'sample',
): Preview[] {
  return contentsOf(templates).map(({ variant, ...content }) => {
    const parts = compileParts(type, content);
    const used = values === 'sample' ? sampleFor(parts) : values;
    const missing = new Set<string>();
    const shown = (part: CompiledTemplate | null): string | null => {
      const result = part?.render(used);
      if (result?.ok === false) for (const field of result.missing) missing.add(field);
      return result ? (result.ok ? result.text : '') : null;
    };
    const [subject, previewText, body] = [
      shown(parts.subject),
      shown(parts.previewText),
      shown(parts.body) ?? '',
    ];
    return {
      variant,
      subject,
      previewText,
      body,
      text: type === 'EMAIL' ? htmlToText(body) : body,
      sms: type === 'SMS' ? countSegments(body) : null,
      missingFields: [...missing],
    };
  });
}

/** What one SMS of each side will about cost, by sample values: real names make it longer or shorter. */
export function estimateSms(
  type: CampaignType,
  templates: Templates,
): ({ variant: string | null } & SmsEstimate)[] {
  if (type !== 'SMS') return [];
  return previewsOf(type, templates, 'sample').flatMap(({ variant, sms }) =>
    sms ? [{ variant, ...sms }] : [],
  );
}

interface Parts {
  subject: CompiledTemplate | null;
  previewText: CompiledTemplate | null;
  body: CompiledTemplate;
}

/** @throws TemplateError for what `checkTemplates` would have refused. */
export function compileParts(type: CampaignType, { subject, previewText, body }: CampaignContent): Parts {
  const line = (source: string | null) =>
    source === null ? null : compileTemplate(source, 'subject', isMergeField);
  return {
    subject: line(subject),
    previewText: line(previewText),
    body: compileTemplate(body, bodyContext[type], isMergeField),
  };
}

/** Values under which the sample lead lacks nothing. */
export function sampleFor({ subject, previewText, body }: Parts): Record<string, string> {
  return sampleValuesFor([subject, previewText, body].filter((part) => part !== null));
}
