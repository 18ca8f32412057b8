import type { MessageCreate, TwilioError } from './message-schema';

const maxBodyCharacters = 1_600;
const phoneNumber = /^(?:whatsapp:)?\+[1-9]\d{6,14}$/;
// Own numbers, short codes and alphanumeric senders.
const sender = /^(?:(?:whatsapp:)?\+[1-9]\d{6,14}|\d{5,6}|(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11})$/;

const blockedNumber: TwilioError = {
  status: 400,
  code: 21610,
  message: 'Attempt to send to unsubscribed recipient',
};

const badCallback: TwilioError = {
  status: 400,
  code: 21609,
  message: "The 'StatusCallback' URL is not a valid fully qualified URL.",
};

/** Test numbers of the provider (https://www.twilio.com/docs/iam/test-credentials). */
const magicNumbers: Record<string, TwilioError> = {
  '+15005550001': invalidTo('+15005550001'),
  '+15005550004': blockedNumber,
  '+15005550009': { status: 400, code: 21614, message: "'To' number is not a valid mobile number" },
};

/** Rules of the provider that its schema cannot express; `isBlocked` says whether the recipient has opted out. */
export function checkMessageRules(message: MessageCreate, isBlocked: boolean): TwilioError | null {
  const { To, From, Body = '', MediaUrl = [], ContentSid, MessagingServiceSid } = message;
  if (!phoneNumber.test(To)) return invalidTo(To);
  if (!From && !MessagingServiceSid) {
    return { status: 400, code: 21603, message: "A 'From' phone number is required." };
  }
  if (From && !sender.test(From)) {
    return { status: 400, code: 21212, message: `The 'From' number ${From} is not a valid phone number.` };
  }
  if (Body === '' && MediaUrl.length === 0 && !ContentSid) {
    return { status: 400, code: 21602, message: 'Message body is required.' };
  }
  if (Body.length > maxBodyCharacters) {
    return {
      status: 400,
      code: 21617,
      message: 'The concatenated message body exceeds the 1600 character limit',
    };
  }
  if (message.StatusCallback !== undefined && !isWebAddress(message.StatusCallback)) return badCallback;
  return magicNumbers[To] ?? (isBlocked ? blockedNumber : null);
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

function invalidTo(to: string): TwilioError {
  return { status: 400, code: 21211, message: `The 'To' number ${to} is not a valid phone number.` };
}
