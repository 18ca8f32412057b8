import { emailLimits, type EmailBatch, type EmailRecipient } from './email-batch';
import type { Rejected } from '@integrations/hand-off';

const allowedHeaders = new Set([
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
  'list-help',
  'in-reply-to',
  'references',
  'message-id',
  'auto-submitted',
  'precedence',
  'feedback-id',
]);

/** What SendGrid would refuse, or misunderstand, told before the call. Nothing when the batch may go. */
export function checkBatch(batch: EmailBatch): Rejected | undefined {
  const count = batch.recipients.length;
  if (count === 0) return refused('no_recipients', 'a batch needs a recipient');
  if (count > emailLimits.recipientsPerCall) {
    return refused(
      'too_many_recipients',
      `${count} recipients, at most ${emailLimits.recipientsPerCall} per call`,
    );
  }
  const categories = batch.categories ?? [];
  if (categories.length > emailLimits.categories)
    return refused('too_many_categories', `${categories.length}`);
  if (categories.some((name) => name.length > emailLimits.categoryLength)) {
    return refused('category_too_long', `at most ${emailLimits.categoryLength} characters`);
  }
  const header = badHeader(batch.headers);
  if (header !== undefined) return refused('header_not_allowed', header);
  if (batch.calendar && !/^[A-Z]+$/.test(batch.calendar.method))
    return refused('calendar_method', 'one word');
  for (const [index, recipient] of batch.recipients.entries()) {
    const problem = checkRecipient(recipient);
    if (problem) return { ...problem, index };
  }
  return undefined;
}

function checkRecipient(recipient: EmailRecipient): Rejected | undefined {
  const header = badHeader(recipient.headers);
  if (header !== undefined) return refused('header_not_allowed', header);
  if (exceeds(recipient.customArgs, emailLimits.customArgsBytes)) {
    return refused('custom_args_too_large', `at most ${emailLimits.customArgsBytes} bytes`);
  }
  if (exceeds(recipient.substitutions, emailLimits.substitutionsBytes)) {
    return refused('substitutions_too_large', `at most ${emailLimits.substitutionsBytes} bytes`);
  }
  return undefined;
}

/** The first header that is not ours to set, or whose value would smuggle in another one. */
function badHeader(headers: Record<string, string> | undefined): string | undefined {
  if (!headers) return undefined;
  for (const name in headers) {
    const lower = name.toLowerCase();
    const ours = allowedHeaders.has(lower) || (/^x-[a-z0-9-]+$/.test(lower) && !lower.startsWith('x-sg-'));
    if (!ours || /[\r\n\0]/.test(headers[name] ?? '')) return name;
  }
  return undefined;
}

function exceeds(values: Record<string, string> | undefined, limit: number): boolean {
  if (!values) return false;
  let length = 2;
  for (const name in values) length += name.length + (values[name] ?? '').length + 6;
  // At most six bytes per UTF-16 unit (\u001f): only what could exceed is measured exactly.
  return length * 6 > limit && Buffer.byteLength(JSON.stringify(values)) > limit;
}

function refused(code: string, detail: string): Rejected {
  return { kind: 'rejected', scope: 'batch', code, detail };
}
