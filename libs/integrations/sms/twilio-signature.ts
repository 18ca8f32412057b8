import twilio from 'twilio';

export interface TwilioSignature {
  /** The account's token, or primary and secondary one while it is being rotated. */
  authToken: string | readonly string[];
  /** `X-Twilio-Signature` */
  signature: string | undefined;
  /** The address Twilio called: the configured public base URL with path and query, never made from `Host`. */
  url: string;
  rawBody: Buffer;
  contentType: string | undefined;
}

/**
 * Whether Twilio signed this request (docs "Webhooks security"). Forms are read from the raw bytes, because parsers
 * turn `a[b]=1` into objects and repeated keys into something else than Twilio signed; any other body counts only
 * through `bodySHA256` in the URL. Whatever is missing or unreadable is `false`, never an exception.
 */
export function verifyTwilioSignature(given: TwilioSignature): boolean {
  const { signature, url } = given;
  if (!signature || !URL.canParse(url)) return false;
  const tokens = typeof given.authToken === 'string' ? [given.authToken] : given.authToken;
  return tokens.some((token) => token !== '' && isSigned(token, signature, given));
}

function isSigned(token: string, signature: string, { url, rawBody, contentType }: TwilioSignature): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') {
    return twilio.validateRequest(token, signature, url, formParams(rawBody));
  }
  if (new URL(url).searchParams.has('bodySHA256')) {
    return twilio.validateRequestWithBody(token, signature, url, rawBody.toString('utf8'));
  }
  // A GET or a socket upgrade: nothing but the URL to sign.
  return rawBody.length === 0 && twilio.validateRequest(token, signature, url, {});
}

function formParams(rawBody: Buffer): Record<string, string | string[]> {
  // Without a prototype, so that a parameter called __proto__ is a parameter.
  const params: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [key, value] of new URLSearchParams(rawBody.toString('utf8'))) {
    const earlier = params[key];
    if (earlier === undefined) params[key] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else params[key] = [earlier, value];
  }
  return params;
}
