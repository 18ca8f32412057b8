import type { MailError, MailSend, Personalization } from './mail-send.types';

const maxRecipients = 1_000;
const maxBytesPerPersonalization = 10_000;
const maxScheduleSeconds = 72 * 3_600;
const reservedHeaders = new Set(
  'x-sg-id x-sg-eid received dkim-signature content-type content-transfer-encoding to from subject reply-to cc bcc'.split(
    ' ',
  ),
);

/** Addresses of one request in order, each with the personalization it belongs to. */
export interface Recipients {
  addresses: string[];
  owners: number[];
}

/**
 * Rules of the provider that its schema cannot express
 * (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/limitations). `now` in milliseconds.
 */
export function checkMailRules(mail: MailSend, now: number): { recipients: Recipients; errors: MailError[] } {
  const errors = wholeMailErrors(mail, now);
  const recipients: Recipients = { addresses: [], owners: [] };
  const seen = new Set<string>();
  for (const [index, personalization] of mail.personalizations.entries()) {
    const field = `personalizations.${index}`;
    for (const kind of ['to', 'cc', 'bcc'] as const) {
      for (const { email } of personalization[kind] ?? []) {
        const address = email.toLowerCase();
        if (seen.has(address)) errors.push(duplicate(email, `${field}.${kind}`));
        seen.add(address);
        recipients.addresses.push(email);
        recipients.owners.push(index);
      }
    }
    personalizationErrors(mail, personalization, field, now, errors);
    if (errors.length > 50) break;
  }
  if (recipients.addresses.length > maxRecipients) {
    errors.push(
      fault(
        `The total number of recipients must be no more than ${maxRecipients}. This includes all recipients defined within the to, cc, and bcc parameters, across each object that you include in the personalizations array.`,
        'personalizations',
      ),
    );
  }
  return { recipients, errors };
}

function wholeMailErrors(mail: MailSend, now: number): MailError[] {
  const errors: MailError[] = [];
  const types = (mail.content ?? []).map((part) => part.type.toLowerCase());
  if (!mail.template_id && types.length === 0) {
    errors.push(
      fault(
        'The content parameter is required. It must contain at least one content block with a type and value.',
        'content',
      ),
    );
  }
  if (types.includes('text/plain') && types.indexOf('text/plain') !== 0) {
    errors.push(fault('If present, text/plain must be first, followed by text/html.', 'content'));
  }
  if (mail.reply_to && mail.reply_to_list) {
    errors.push(fault('Only one of reply_to and reply_to_list may be used.', 'reply_to_list'));
  }
  headerErrors(mail.headers, 'headers', errors);
  sendAtErrors(mail.send_at, 'send_at', now, errors);
  return errors;
}

function personalizationErrors(
  mail: MailSend,
  personalization: Personalization,
  field: string,
  now: number,
  errors: MailError[],
): void {
  if (!mail.template_id && !mail.subject && !personalization.subject) {
    errors.push(
      fault('The subject is required. You can get around this requirement if you use a template.', 'subject'),
    );
  }
  if (tooLarge(mail.custom_args, personalization.custom_args)) {
    errors.push(fault('The custom_args may not exceed 10,000 bytes.', `${field}.custom_args`));
  }
  if (tooLarge(personalization.substitutions)) {
    errors.push(fault('The substitutions may not exceed 10,000 bytes.', `${field}.substitutions`));
  }
  if (mail.template_id?.startsWith('d-') && personalization.substitutions) {
    errors.push(fault('Substitutions may not be used with dynamic templating.', `${field}.substitutions`));
  }
  if (personalization.headers) headerErrors(personalization.headers, `${field}.headers`, errors);
  if (personalization.send_at) sendAtErrors(personalization.send_at, `${field}.send_at`, now, errors);
}

function headerErrors(
  headers: Record<string, unknown> | undefined,
  field: string,
  errors: MailError[],
): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (reservedHeaders.has(name.toLowerCase())) {
      errors.push(fault(`The header ${name} may not be set.`, `${field}.${name}`));
    }
    if (typeof value !== 'string' || /[\r\n]/.test(name + value)) {
      errors.push(fault('Header values must be one line of text.', `${field}.${name}`));
    }
  }
}

function sendAtErrors(sendAt: number | undefined, field: string, now: number, errors: MailError[]): void {
  if (sendAt !== undefined && sendAt > now / 1_000 + maxScheduleSeconds) {
    errors.push(fault('The send_at time may not be more than 72 hours in the future.', field));
  }
}

function tooLarge(...parts: (Record<string, string> | undefined)[]): boolean {
  let characters = 0;
  for (const part of parts) {
    for (const key in part) characters += key.length + (part[key]?.length ?? 0) + 6;
  }
  // No UTF-16 unit takes more than three bytes (six as an escape): the exact size is only worked out near the limit.
  if (characters * 6 <= maxBytesPerPersonalization) return false;
  return Buffer.byteLength(JSON.stringify(Object.assign({}, ...parts))) > maxBytesPerPersonalization;
}

function duplicate(email: string, field: string): MailError {
  const message = `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${email}] in the ${field} field.`;
  return fault(message, field);
}

function fault(message: string, field: string): MailError {
  return { message, field, help: null };
}
