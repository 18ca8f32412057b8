import { createHmac } from 'node:crypto';

/**
 * `X-Twilio-Signature` of a form post (https://www.twilio.com/docs/usage/security): HMAC-SHA1 over the URL as configured and
 * the fields sorted by name; the unique values of a repeated field sorted among themselves.
 */
export function twilioSignature(
  authToken: string,
  url: string,
  fields: Readonly<Record<string, string | readonly string[]>>,
): string {
  const names = Object.keys(fields).sort();
  const signed = names.map((name) => {
    const value = fields[name] ?? '';
    return typeof value === 'string'
      ? name + value
      : [...new Set(value)]
          .sort()
          .map((one) => name + one)
          .join('');
  });
  return createHmac('sha1', authToken)
    .update(url + signed.join(''), 'utf8')
    .digest('base64');
}
