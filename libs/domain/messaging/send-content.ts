import { randomBytes } from 'node:crypto';
import {
  compileTemplate,
  isMergeField,
  type CompiledTemplate,
  type MergeValues,
  type TemplateSubstitutions,
} from '@domain/templates';
import type { StoredContent } from './contents.repository';
import type { MailThreading } from './mail-threading';
import type { CalendarPart } from './message-contents.service';
import { frameHtml, frameText, type MailFrame } from './mail-frame';

export const mailParts = ['subject', 'text', 'html'] as const;
export type MailPart = (typeof mailParts)[number];

/** A mail's parts as texts: finished, or with tokens in place of the tags. */
export interface MailTexts {
  subject: string;
  text: string;
  html?: string;
}

export interface SendableMail {
  channel: 'EMAIL';
  fields: string[];
  parts: Partial<Record<MailPart, CompiledTemplate>>;
  /** One body for the whole chunk, when the template allows it. */
  shared: { texts: MailTexts; parts: Partial<Record<MailPart, TemplateSubstitutions>> } | null;
  from: { fromName: string | null; fromAddress: string | null };
  calendar: CalendarPart | null;
  threading: MailThreading | null;
}

export interface SendableText {
  channel: 'SMS';
  fields: string[];
  body: CompiledTemplate;
}

export type SendableContent = SendableMail | SendableText;

/** Prepares a stored content for sending. @throws TemplateError when it does not compile. */
export function sendableContent(content: StoredContent, frame: MailFrame): SendableContent {
  if (content.channel === 'SMS') {
    const body = compileTemplate(content.text, 'sms', isMergeField);
    return { channel: 'SMS', fields: body.fields, body };
  }
  const parts: SendableMail['parts'] = {
    subject: compileTemplate(content.subject ?? '', 'subject', isMergeField),
    text: compileTemplate(frameText(content.text, frame), 'text', isMergeField),
    ...(content.html === null
      ? {}
      : { html: compileTemplate(frameHtml(content.html, frame), 'html', isMergeField) }),
  };
  return {
    channel: 'EMAIL',
    fields: [...new Set(mailParts.flatMap((part) => parts[part]?.fields ?? []))],
    parts,
    shared: sharedBody(parts),
    from: { fromName: content.fromName, fromAddress: content.fromAddress },
    calendar: content.calendar,
    threading: content.threading,
  };
}

/** A part's tokens need a prefix of their own: the same value is escaped differently in each part. */
function sharedBody(parts: SendableMail['parts']): SendableMail['shared'] {
  const mark = randomBytes(4).toString('hex');
  const substitutions: Partial<Record<MailPart, TemplateSubstitutions>> = {};
  for (const part of mailParts) {
    const compiled = parts[part];
    if (!compiled) continue;
    const tokens = compiled.asSubstitutions(`-${part}.${mark}.`);
    if (!tokens) return null;
    substitutions[part] = tokens;
  }
  const { subject, text, html } = substitutions;
  if (!subject || !text) return null;
  return {
    texts: { subject: subject.text, text: text.text, ...(html ? { html: html.text } : {}) },
    parts: substitutions,
  };
}

export type Rendered<T> = { ok: true; value: T } | { ok: false; missing: string[]; tooLarge: boolean };

/** All tokens of one recipient; null when this recipient's values rule the shared body out. */
export function renderTokens(
  shared: NonNullable<SendableMail['shared']>,
  values: MergeValues,
): Rendered<Record<string, string>> | null {
  const all: Record<string, string> = {};
  const missing: string[] = [];
  for (const part of mailParts) {
    const result = shared.parts[part]?.render(values, all);
    if (!result || result.ok) continue;
    if (result.reason === 'missing') missing.push(...result.missing);
    else return null;
  }
  return missing.length > 0
    ? { ok: false, missing: [...new Set(missing)], tooLarge: false }
    : { ok: true, value: all };
}

/** The finished parts for one recipient. */
export function renderMail(parts: SendableMail['parts'], values: MergeValues): Rendered<MailTexts> {
  const texts: MailTexts = { subject: '', text: '' };
  const missing: string[] = [];
  let tooLarge = false;
  for (const part of mailParts) {
    const result = parts[part]?.render(values);
    if (!result) continue;
    if (result.ok) texts[part] = result.text;
    else if (result.reason === 'missing') missing.push(...result.missing);
    else tooLarge = true;
  }
  if (missing.length > 0 || tooLarge) return { ok: false, missing: [...new Set(missing)], tooLarge };
  return { ok: true, value: texts };
}
