import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import schema from '../../specs/twilio/message-create.schema.json' with { type: 'json' };

/** Form fields of a message request the sandbox reads; all others are only checked. */
export interface MessageCreate {
  To: string;
  From?: string;
  MessagingServiceSid?: string;
  Body?: string;
  MediaUrl?: string[];
  ContentSid?: string;
  StatusCallback?: string;
}

export interface TwilioError {
  status: number;
  code: number;
  message: string;
}

const ajv = new Ajv({ strict: false, coerceTypes: 'array' });
addFormats.default(ajv);
// Formats of the provider's document that no validator knows; what they mean is in message-rules.
for (const format of ['phone-number', 'uri-map', 'date-time-rfc-2822', 'http-method'])
  ajv.addFormat(format, true);
const isMessageCreate = ajv.compile<MessageCreate>(schema);

/** The form against the provider's own document. Coerces its values in place, as form values are all text. */
export function checkMessageCreate(
  form: Record<string, unknown>,
): { message: MessageCreate } | { error: TwilioError } {
  if (isMessageCreate(form)) return { message: form };
  const [error] = isMessageCreate.errors ?? [];
  return { error: error ? twilioErrorOf(error) : { status: 400, code: 20001, message: 'Bad request' } };
}

function twilioErrorOf(error: ErrorObject): TwilioError {
  const field = error.instancePath.split('/')[1];
  if (error.params['missingProperty'] === 'To') {
    return { status: 400, code: 21604, message: "A 'To' phone number is required." };
  }
  if (field === 'StatusCallback') {
    return {
      status: 400,
      code: 21609,
      message: "The 'StatusCallback' URL is not a valid fully qualified URL.",
    };
  }
  if (field === 'MessagingServiceSid') {
    return { status: 400, code: 21701, message: 'The Messaging Service does not exist' };
  }
  const unknown = error.params['additionalProperty'];
  const name = unknown === undefined ? field : String(unknown);
  return {
    status: 400,
    code: 20001,
    message: `Invalid parameter${name ? ` ${name}` : ''}: ${error.message ?? ''}`,
  };
}
