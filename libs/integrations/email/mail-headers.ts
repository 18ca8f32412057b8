/** Header fields of one mail under lower-case names, in the order they came. */
export type MailHeaders = ReadonlyMap<string, readonly string[]>;

/** Reads a raw header block; folded lines are joined (RFC 5322 §2.2.3), lines that are no header are left out. */
export function parseMailHeaders(block: string): MailHeaders {
  const headers = new Map<string, string[]>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!/^[!-9;-~]+$/.test(name)) continue;
    const values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  return headers;
}

/** The message ids in a header such as References, without their angle brackets. */
export function messageIds(headers: MailHeaders, name: string): string[] {
  const value = headers.get(name)?.join(' ') ?? '';
  return Array.from(value.matchAll(/<([^<>\s]+)>/g), (match) => match[1] ?? '');
}
