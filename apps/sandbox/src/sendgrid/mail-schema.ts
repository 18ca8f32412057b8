import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import schema from '../../specs/sendgrid/mail-send.schema.json' with { type: 'json' };
import type { MailError, MailSend } from './mail-send.types';

function compiled(allErrors: boolean) {
  const ajv = new Ajv({ strict: false, allErrors });
  addFormats.default(ajv);
  return ajv.compile<MailSend>(schema);
}

// Two compilations: stopping at the first error keeps good requests fast, the full list is made for bad ones only.
const isMailSend = compiled(false);
const listErrors = compiled(true);

/** The body against the provider's own document; faults in the provider's words as far as they are known. */
export function checkMailSend(body: unknown): { mail: MailSend } | { errors: MailError[] } {
  if (isMailSend(body)) return { mail: body };
  listErrors(body);
  return { errors: (listErrors.errors ?? []).slice(0, 50).map(mailError) };
}

function mailError(error: ErrorObject): MailError {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const missing = 'missingProperty' in error.params ? String(error.params['missingProperty']) : null;
  const unknown = 'additionalProperty' in error.params ? String(error.params['additionalProperty']) : null;
  const field = [path, missing ?? unknown].filter(Boolean).join('.') || null;
  return { message: messageOf(error, missing, unknown), field, help: null };
}

function messageOf(error: ErrorObject, missing: string | null, unknown: string | null): string {
  if (error.keyword === 'format' && error.params['format'] === 'email')
    return 'Does not contain a valid address.';
  if (missing === 'content') {
    return 'The content parameter is required. It must contain at least one content block with a type and value.';
  }
  if (missing) return `The ${missing} parameter is required.`;
  if (unknown) return `Additional property ${unknown} is not allowed`;
  return `Invalid value: ${error.message ?? error.keyword}`;
}
