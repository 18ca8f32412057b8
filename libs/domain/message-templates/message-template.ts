import type { SegmentCount } from '@integrations/sms';

export const TEMPLATE_CHANNELS = ['EMAIL', 'SMS'] as const;
export type TemplateChannel = (typeof TEMPLATE_CHANNELS)[number];

export const MESSAGE_TEMPLATE_LIMITS = {
  name: 200,
  category: 100,
  subject: 500,
  previewText: 500,
  /** Characters; the template compiler refuses more than 256 KB as well. */
  emailBody: 200_000,
  /** Twilio refuses a body of more than 1,600 characters (error 21617). */
  smsBody: 1_600,
} as const;

/** What an author writes. */
export interface TemplateContent {
  /** EMAIL only. */
  subject: string | null;
  /** EMAIL only: shown behind the subject in an inbox. */
  previewText: string | null;
  /** HTML for EMAIL, plain text for SMS; with merge fields. */
  body: string;
}

/** A content as it is kept: cleaned, with its plain text. */
export interface KeptContent {
  subject: string | null;
  previewText: string | null;
  /** Null: SMS. */
  html: string | null;
  text: string;
  /** Merge fields it names, each once. */
  fields: string[];
}

/** Never changes. */
export interface TemplateVersion extends KeptContent {
  templateId: string;
  number: number;
  /** Number of the version that was brought back, if it is one. */
  restoredFrom: number | null;
  createdById: string | null;
  createdAt: Date;
}

export const USE_KINDS = ['campaign', 'workflow', 'message'] as const;
/** campaign: launched with it. workflow: a message of a step. message: written by hand. */
export type UseKind = (typeof USE_KINDS)[number];

/** Counted from the uses on record. */
export interface TemplateUsage {
  /** All of the three: a campaign counts once however many it went to. */
  usageCount: number;
  campaigns: number;
  workflowMessages: number;
  messages: number;
  lastUsedAt: Date | null;
}

/** In a list: the HTML is left out, and of the text of a mail all but the beginning. */
export interface TemplateSummary extends Omit<KeptContent, 'html'> {
  id: string;
  channel: TemplateChannel;
  name: string;
  category: string | null;
  /** Whether it is offered for new messages; who uses it already goes on. */
  isActive: boolean;
  /** Number of the newest version. */
  version: number;
  usage: TemplateUsage;
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface MessageTemplate extends TemplateSummary {
  html: string | null;
}

/** What would miss the template: a campaign that is not sent yet, a workflow. */
export interface TemplateHolder {
  kind: 'campaign' | 'workflow';
  id: string;
  name: string;
}

/** What a text costs. */
export interface SmsCost extends SegmentCount {
  /** What makes it UCS-2; empty for GSM-7. */
  unicodeCharacters: string[];
}

export interface TemplateDetail extends MessageTemplate {
  /** Merge fields that are no custom field of the team's: only leads that have such a value by chance would show one. */
  unknownFields: string[];
  usedBy: TemplateHolder[];
  /** Of the text with the values of a sample lead. Null: EMAIL. */
  sms: SmsCost | null;
  /** What was taken out of the HTML when it was saved just now: `script`, `p[onclick]`. */
  removed: string[];
}

export interface NewTemplate extends Partial<TemplateContent> {
  name: string;
  body: string;
  category?: string | null;
  isActive?: boolean;
}

/** Absent: unchanged. Null: cleared. */
export interface TemplateChanges extends Partial<TemplateContent> {
  name?: string;
  category?: string | null;
  isActive?: boolean;
  /** Refuses the change when the newest version is another one. */
  version?: number;
}

export interface TemplateFilter {
  category?: string;
  isActive?: boolean;
  /** Part of name, subject or text, in any case. */
  search?: string;
}
