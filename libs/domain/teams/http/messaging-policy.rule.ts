import { ValidateBy } from 'class-validator';
import type { DayHours, MessagingPolicy } from '@domain/teams';

const time = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const known = new Set<string>([
  'sendWindow',
  'frequencyCap',
  'smsConsentRequired',
] satisfies (keyof MessagingPolicy)[]);

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDayHours(value: unknown): value is DayHours {
  if (value === null) return true;
  if (!isPlain(value) || Object.keys(value).some((key) => key !== 'from' && key !== 'to')) return false;
  const { from, to } = value;
  return typeof from === 'string' && typeof to === 'string' && time.test(from) && time.test(to) && from < to;
}

function isSendWindow(value: unknown): boolean {
  return (
    isPlain(value) && Object.entries(value).every(([day, hours]) => /^[1-7]$/.test(day) && isDayHours(hours))
  );
}

const within = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

function isFrequencyCap(value: unknown): boolean {
  return (
    isPlain(value) &&
    Object.keys(value).length === 2 &&
    within(value.max, 1, 100) &&
    within(value.windowHours, 1, 24 * 30)
  );
}

export function isMessagingPolicy(value: unknown): value is MessagingPolicy {
  if (!isPlain(value) || Object.keys(value).some((key) => !known.has(key))) return false;
  const { sendWindow, frequencyCap, smsConsentRequired } = value;
  return (
    (sendWindow === undefined || isSendWindow(sendWindow)) &&
    (frequencyCap === undefined || isFrequencyCap(frequencyCap)) &&
    (smsConsentRequired === undefined || typeof smsConsentRequired === 'boolean')
  );
}

export const IsMessagingPolicy = () =>
  ValidateBy({
    name: 'isMessagingPolicy',
    validator: {
      validate: isMessagingPolicy,
      defaultMessage: () =>
        '$property takes sendWindow { "1"–"7": { from, to } | null }, frequencyCap { max 1–100, windowHours 1–720 } and smsConsentRequired',
    },
  });

/** For the documentation; `isMessagingPolicy` is the rule. */
export const messagingPolicySchema = {
  type: 'object' as const,
  additionalProperties: true,
  description:
    'sendWindow: hours for marketing by SMS per ISO weekday, on the recipient’s clock; null is a day without any.',
  example: {
    sendWindow: { '1': { from: '10:00', to: '18:00' }, '7': null },
    frequencyCap: { max: 3, windowHours: 168 },
    smsConsentRequired: true,
  },
};
