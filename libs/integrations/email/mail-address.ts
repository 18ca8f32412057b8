import type { MailAddress } from './email-batch';

/** Reads an address header (`"Lee, Ann" <ann@x.example>, bob@x.example`); parts without an address are left out. */
export function parseAddresses(header: string): MailAddress[] {
  return splitList(header)
    .map(parseAddress)
    .filter((address) => address !== undefined);
}

function parseAddress(part: string): MailAddress | undefined {
  const angle = /^(.*)<([^<>]*)>[^<>]*$/s.exec(part);
  const email = (angle?.[2] ?? part).replace(/\([^()]*\)/g, '').trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return undefined;
  const name = unquote((angle?.[1] ?? '').trim());
  return name === '' ? { email } : { email, name };
}

/** Splits at commas outside quotes and angle brackets (RFC 5322 §3.4). */
function splitList(header: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let angle = false;
  for (let at = 0; at < header.length; at++) {
    const char = header.charAt(at);
    if (char === '\\' && quoted) {
      part += char + header.charAt(++at);
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (!quoted && char === '<') angle = true;
    if (!quoted && char === '>') angle = false;
    if (char === ',' && !quoted && !angle) {
      parts.push(part);
      part = '';
    } else {
      part += char;
    }
  }
  return [...parts, part];
}

function unquote(name: string): string {
  const quoted = /^"(.*)"$/s.exec(name);
  return quoted ? (quoted[1] ?? '').replace(/\\(.)/g, '$1').trim() : name;
}
