import {
  cleanHtml,
  compileTemplate,
  emailBodyProblems,
  htmlToText,
  isMergeField,
  templateProblems,
  type CompiledTemplate,
  type TemplateContext,
  type TemplateProblem,
} from '@domain/templates';
import type { ErrorDetail } from '@platform/errors';
import {
  MESSAGE_TEMPLATE_LIMITS,
  type KeptContent,
  type TemplateChannel,
  type TemplateContent,
} from './message-template';

export interface ReadContent {
  /** With problems it must not be kept or shown as HTML. */
  kept: KeptContent;
  problems: ErrorDetail[];
  removed: string[];
}

/** Cleans what an author wrote and names every mistake in it, unknown merge fields all at once. */
export function readContent(channel: TemplateChannel, content: TemplateContent): ReadContent {
  return channel === 'EMAIL' ? readEmail(content) : readSms(content);
}

function readEmail({ subject, previewText, body }: TemplateContent): ReadContent {
  const problems = [
    ...lineProblems('subject', subject, 'subject'),
    ...lineProblems('previewText', previewText, 'subject'),
    ...(body.length > MESSAGE_TEMPLATE_LIMITS.emailBody ? [tooLong(MESSAGE_TEMPLATE_LIMITS.emailBody)] : []),
  ];
  if ((subject ?? '').trim() === '') problems.push(required('subject'));
  const { html, removed } = cleanHtml(body);
  // Positions of what was written are worth more than those of what was made of it; only a place may be made safe by cleaning.
  const written = emailBodyProblems(body).filter(({ code }) => code !== 'unsafe_position');
  const found = written.length > 0 ? written : emailBodyProblems(html);
  problems.push(...found.map((problem) => detail('body', problem)));
  const text = htmlToText(html);
  if (text.trim() === '' && !/<img\b/i.test(html)) problems.push(required('body'));
  return { kept: { subject, previewText, html, text, fields: [] }, problems, removed };
}

function readSms({ subject, previewText, body }: TemplateContent): ReadContent {
  const problems = lineProblems('body', body, 'sms');
  if (body.trim() === '') problems.push(required('body'));
  if (body.length > MESSAGE_TEMPLATE_LIMITS.smsBody) problems.push(tooLong(MESSAGE_TEMPLATE_LIMITS.smsBody));
  for (const [field, value] of Object.entries({ subject, previewText }))
    if (value) problems.push({ field, code: 'not_for_sms', message: `An SMS has no ${field}.` });
  return {
    kept: { subject: null, previewText: null, html: null, text: body, fields: [] },
    problems,
    removed: [],
  };
}

/** The merge fields of a content without problems, each once. */
export function fieldsOf(
  content: Omit<KeptContent, 'fields'>,
  isKnown: (field: string) => boolean = isMergeField,
): string[] {
  const { subject, previewText, html, text } = compileContent(content, isKnown);
  return [...new Set([subject, previewText, html, text].flatMap((part) => part?.fields ?? []))];
}

export interface CompiledContent {
  subject: CompiledTemplate | null;
  previewText: CompiledTemplate | null;
  html: CompiledTemplate | null;
  text: CompiledTemplate;
}

/** @throws TemplateError for a content with problems */
export function compileContent(
  { subject, previewText, html, text }: Omit<KeptContent, 'fields'>,
  isKnown: (field: string) => boolean,
): CompiledContent {
  const part = (source: string | null, context: TemplateContext) =>
    source === null ? null : compileTemplate(source, context, isKnown);
  return {
    subject: part(subject, 'subject'),
    previewText: part(previewText, 'subject'),
    html: part(html, 'html'),
    text: compileTemplate(text, html === null ? 'sms' : 'text', isKnown),
  };
}

const detail = (field: string, problem: TemplateProblem): ErrorDetail => ({ field, ...problem });
const required = (field: string): ErrorDetail => ({
  field,
  code: 'required',
  message: `${field} is missing.`,
});
const tooLong = (limit: number): ErrorDetail => ({
  field: 'body',
  code: 'too_long',
  message: `The body may be ${limit} characters long.`,
});

function lineProblems(field: string, source: string | null, context: TemplateContext): ErrorDetail[] {
  return source ? templateProblems(source, context).map((problem) => detail(field, problem)) : [];
}
