import { emailBodyProblems, templateProblems, type TemplateProblem } from '@domain/templates';
import { invalidField } from '@platform/errors';

export interface MailDraft {
  /** One line; may hold merge tags, as the bodies may. */
  subject?: string;
  html?: string;
  /** Made from `html` when it is left out. */
  text?: string;
  /** Whose newest version it is, where nothing else is written; counted as a use of it either way. */
  templateId?: string;
  /** Default: now. */
  sendAt?: Date;
}

export interface TextDraft {
  text?: string;
  /** As of a mail. */
  templateId?: string;
  sendAt?: Date;
}

/** Kept of a message that somebody wrote in the inbox: under this key it can be taken back while it was not handed over. */
export const dedupeKeyOf = (messageId: string): string => `inbox:${messageId}`;

/** @throws DomainError invalid: a field and what is wrong with its template, or that a body is missing */
export function checkMail({ subject, html, text, templateId }: MailDraft): void {
  if (!html?.trim() && !text?.trim() && (!templateId || html !== undefined || text !== undefined))
    throw invalidField('text', 'required', 'A mail needs a text or an HTML body.');
  if (subject !== undefined) refuse('subject', templateProblems(subject, 'subject'));
  if (html !== undefined) refuse('html', emailBodyProblems(html));
  if (text !== undefined) refuse('text', templateProblems(text, 'text'));
}

export function checkText({ text, templateId }: TextDraft): void {
  if (text === undefined && templateId) return;
  if (!text?.trim()) throw invalidField('text', 'required', 'A message says something.');
  refuse('text', templateProblems(text, 'sms'));
}

/** “Re: …” once, whatever the other side's program calls it; null when there is nothing to answer. */
export function replySubject(answered: string | null): string | null {
  const bare = answered?.replace(/^(?:\s*(?:re|aw|sv|antw|fwd?|wg)\s*(?:\[\d+\])?:\s*)+/i, '').trim();
  // The subject is compiled as a template; what a stranger wrote is none.
  return bare ? `Re: ${bare.replaceAll('{{', '{ {').replaceAll(/\p{Cc}+/gu, ' ')}`.slice(0, 500) : null;
}

function refuse(field: string, [problem]: TemplateProblem[]): void {
  if (problem) throw invalidField(field, problem.code, problem.message);
}
