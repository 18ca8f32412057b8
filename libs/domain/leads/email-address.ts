import { domainToASCII } from 'node:url';

/** RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * The one form an address is stored and compared in: trimmed, lower case, the domain in ASCII (IDNA). Null when it is no plain
 * address that can be mailed. Dots and plus parts are kept: only the mailbox's owner knows what they mean.
 */
export function normaliseEmail(raw: string): string | null {
  if (raw.length > 2 * MAX_ADDRESS) return null;
  const address = raw.replace(/^[\s\u200b\u2060]+|[\s\u200b\u2060]+$/g, '').toLowerCase();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const written = address.slice(at + 1);
  // What a URL parser would decode or cut off is no part of a domain.
  if (local.length > MAX_LOCAL || !LOCAL.test(local) || /[^a-z0-9.\-\u0080-\u{10ffff}]/u.test(written))
    return null;
  const domain = domainToASCII(written);
  const normalised = `${local}@${domain}`;
  return DOMAIN.test(domain) && normalised.length <= MAX_ADDRESS ? normalised : null;
}
