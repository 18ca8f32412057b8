/** What an error says beyond "this message failed". `account`: nothing this account sends can work until it is mended. */
export type TwilioEffect = 'suppress' | 'invalid_number' | 'landline' | 'none' | 'account';

export interface TwilioErrorEffect {
  effect: TwilioEffect;
  /** Whether the same message may be tried again: never, once some hours later, or soon with back-off. */
  retry: 'never' | 'once_later' | 'back_off';
  meaning: string;
}

const known = (effect: TwilioEffect, meaning: string, retry: TwilioErrorEffect['retry'] = 'never') => ({
  effect,
  retry,
  meaning,
});

/** Twilio's message error codes (twilio.com/docs/api/errors), from REST answers and status callbacks alike. */
export const twilioErrorEffects: Readonly<Record<number, TwilioErrorEffect>> = {
  11200: known('none', 'our webhook could not be reached'),
  11205: known('none', 'our webhook refused the connection'),
  12100: known('none', 'our reply was no TwiML'),
  12200: known('none', 'our reply was invalid TwiML'),
  20003: known('account', 'wrong credentials'),
  20404: known('account', 'no such account or resource'),
  20429: known('none', 'too many requests', 'back_off'),
  21211: known('invalid_number', 'not a valid phone number'),
  21212: known('account', 'the sender is not a valid number'),
  21408: known('none', 'sending to this region is switched off'),
  21602: known('none', 'the message has no body'),
  21603: known('account', 'no sender given'),
  21604: known('none', 'no recipient given'),
  21606: known('account', 'the sender cannot send messages'),
  21608: known('none', 'a trial account may write to verified numbers only'),
  21610: known('suppress', 'the recipient has opted out'),
  21612: known('none', 'no route from this sender to this number'),
  21614: known('landline', 'not a mobile number'),
  21617: known('none', 'longer than 1,600 characters'),
  30001: known('none', 'the sending queue is full', 'back_off'),
  30002: known('account', 'the account is suspended'),
  30003: known('none', 'the phone cannot be reached', 'once_later'),
  30004: known('suppress', 'the recipient blocks messages'),
  30005: known('invalid_number', 'the number does not exist'),
  30006: known('landline', 'a landline, or a carrier without messages'),
  30007: known('none', 'filtered by the carrier'),
  30008: known('none', 'unknown carrier error', 'once_later'),
  30034: known('account', 'the sender is not registered for A2P 10DLC'),
  30450: known('none', 'stopped as suspected SMS pumping'),
  30610: known('none', 'inside the quiet hours of the recipient'),
  30640: known('suppress', 'the number of a known litigator'),
  63016: known('none', 'outside the WhatsApp conversation window'),
  63018: known('none', 'WhatsApp rate limit', 'back_off'),
};

const unknownError = known('none', 'an error code not known here');

/** The effect of a code; one that is not in the table fails its message for good and nothing else. */
export function twilioErrorEffect(code: number | undefined): TwilioErrorEffect {
  return (code === undefined ? undefined : twilioErrorEffects[code]) ?? unknownError;
}
