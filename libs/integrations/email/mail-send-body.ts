import { customArgNames, type EmailBatch } from './email-batch';

/** The JSON of POST /v3/mail/send: one personalization with one `to` per recipient, plain text before HTML before a calendar. */
export function mailSendBody(batch: EmailBatch): Record<string, unknown> {
  const content = [{ type: 'text/plain', value: batch.text }];
  if (batch.html !== undefined) content.push({ type: 'text/html', value: batch.html });
  if (batch.calendar !== undefined) {
    const { method, ics } = batch.calendar;
    content.push({ type: `text/calendar; method=${method}`, value: ics });
  }
  return {
    from: batch.from,
    reply_to: batch.replyTo,
    subject: batch.subject,
    personalizations: batch.recipients.map((recipient) => ({
      to: [recipient.to],
      subject: recipient.subject,
      headers: recipient.headers,
      substitutions: recipient.substitutions,
      custom_args: { ...recipient.customArgs, [customArgNames.messageId]: recipient.messageId },
    })),
    content,
    categories: batch.categories?.length ? batch.categories : undefined,
    headers: batch.headers,
  };
}
