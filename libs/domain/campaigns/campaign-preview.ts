import {
  compileTemplate,
  htmlToText,
  isMergeField,
  type MergeValue,
  type TemplateContext,
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

/** Each side of the campaign as one recipient would see it. Sample values also stand in for custom fields. */
export function previewsOf(
  type: CampaignType,
  templates: Templates,
  values: PreviewValues | 'sample',
): Preview[] {
  return contentsOf(templates).map(({ variant, subject, previewText, body }) => {
    const missing = new Set<string>();
    const shown = (source: string | null, context: TemplateContext): string | null =>
      source === null ? null : render(source, context, values, missing);
    const shownBody = shown(body, bodyContext[type]) ?? '';
    return {
      variant,
      subject: shown(subject, 'subject'),
      previewText: shown(previewText, 'subject'),
      body: shownBody,
      text: type === 'EMAIL' ? htmlToText(shownBody) : shownBody,
      sms: type === 'SMS' ? countSegments(shownBody) : null,
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

/** The sample values, with each custom field in `fields` standing in for itself. */
export function sampleFor(fields: readonly string[]): Record<string, string> {
  const custom = fields.filter((field) => field.startsWith(customPrefix));
  return {
    ...sampleValues,
    ...Object.fromEntries(custom.map((field) => [field, field.slice(customPrefix.length)])),
  };
}

/** Every merge field of one side of a campaign. */
export function fieldsOf(type: CampaignType, { subject, previewText, body }: CampaignContent): string[] {
  const parts: [string | null, TemplateContext][] = [
    [subject, 'subject'],
    [previewText, 'subject'],
    [body, bodyContext[type]],
  ];
  const fields = parts.flatMap(([source, context]) =>
    source === null ? [] : compileTemplate(source, context, isMergeField).fields,
  );
  return [...new Set(fields)];
}

function render(
  source: string,
  context: TemplateContext,
  values: PreviewValues | 'sample',
  missing: Set<string>,
): string {
  const template = compileTemplate(source, context, isMergeField);
  const result = template.render(values === 'sample' ? sampleFor(template.fields) : values);
  if (result.ok) return result.text;
  for (const field of result.missing) missing.add(field);
  return '';
}
