import {
  compileTemplate,
  htmlToText,
  isMergeField,
  type CompiledTemplate,
  type MergeValue,
} from '@domain/templates';
import { countSegments } from '@integrations/sms';
import { bodyContext, contentsOf } from './campaign-content';
import type { CampaignContent, CampaignType, CampaignVariant } from './campaign.types';

export type SmsEstimate = ReturnType<typeof countSegments>;
export type PreviewValues = Readonly<Record<string, MergeValue>>;

const customPrefix = 'lead.custom.';

/** A lead that does not exist, for previews, estimates and test sends. */
export const sampleValues: Readonly<Record<string, string>> = {
  'lead.firstName': 'Maria',
  'lead.lastName': 'Alvarez',
  'lead.name': 'Maria Alvarez',
  'lead.email': 'maria.alvarez@example.com',
  'lead.phone': '+15125550142',
  'lead.company': 'Alvarez Design',
  'lead.position': 'Owner',
  'lead.city': 'Austin',
  'lead.state': 'TX',
  'lead.source': 'website',
  'agent.name': 'Jordan Reed',
  'agent.email': 'jordan.reed@example.com',
  'agent.phone': '+15125550101',
  'team.name': 'Your team',
  unsubscribeUrl: 'https://example.com/unsubscribe',
};

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

/**
 * Values under which the sample lead lacks nothing. A custom field stands in for itself by name, or by a number or a day where
 * a filter takes nothing else.
 */
export function sampleFor({ subject, previewText, body }: Parts): Record<string, string> {
  const parts = [subject, previewText, body].filter((part) => part !== null);
  const values: Record<string, string> = { ...sampleValues };
  for (const field of parts.flatMap(({ fields }) => fields)) {
    if (field.startsWith(customPrefix)) values[field] = field.slice(customPrefix.length);
  }
  for (const standIn of ['450000', '2030-05-04']) {
    for (const part of parts) {
      const result = part.render(values);
      if (result.ok) continue;
      for (const field of result.missing) if (field.startsWith(customPrefix)) values[field] = standIn;
    }
  }
  return values;
}
