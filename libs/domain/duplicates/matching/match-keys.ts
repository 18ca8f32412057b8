/** What of a lead says who the person is. */
export interface Identity {
  name: string;
  /** Of the lead now, and those it had before a merge. */
  emails: readonly string[];
  /** E.164. */
  phones: readonly string[];
  city: string | null;
  state: string | null;
  company: string | null;
}

/** Raised when the keys change: all leads are compared again. */
export const RULES_VERSION = 1;

const gmail = new Set(['gmail.com', 'googlemail.com']);
const titles = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'jr', 'sr', 'ii', 'iii', 'and']);
/** The last digits of a number: with and without a country's trunk zero they are the same. */
const nationalDigits = 10;

/**
 * The mailbox behind a normalised address. A plus part is the owner's own label (RFC 5233); Gmail also delivers whatever the dots,
 * under both of its domains (support.google.com/mail/answer/7436150). What other providers do with dots nobody knows.
 */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const local = email.slice(0, at);
  const base = local.indexOf('+') > 0 ? local.slice(0, local.indexOf('+')) : local;
  return gmail.has(domain) ? `${base.replaceAll('.', '')}@gmail.com` : `${base}@${domain}`;
}

export function nationalNumberOf(phone: string): string {
  return phone.replaceAll(/\D/g, '').slice(-nationalDigits);
}

/** Lower case, letters and digits of any script without their accents, one space between words. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/['’]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** First and last word of a name, in the order of the alphabet, so that "Bell, Ana" is Ana Bell. */
function nameWords(name: string): [string, string] | undefined {
  const words = folded(name)
    .split(' ')
    .filter((word) => word.length > 1 && !titles.has(word));
  const [first, last] = [words.at(0), words.at(-1)];
  if (first === undefined || last === undefined || words.length < 2) return undefined;
  return first < last ? [first, last] : [last, first];
}

/**
 * The keys of a lead; two leads that share one are looked at. A name alone says nothing in a million: it needs a place or a company
 * beside it, and one of its two words may be written differently.
 */
export function matchKeys({ name, emails, phones, city, state, company }: Identity): string[] {
  const keys = [
    ...emails.map((email) => `e:${mailboxOf(email)}`),
    ...phones.map((phone) => `p:${nationalNumberOf(phone)}`),
  ];
  const words = nameWords(name);
  if (words) {
    const [a, b] = words;
    for (const place of [city && `c:${folded(city)}`, company && `o:${folded(company)}`])
      if (place) keys.push(`n:${a}:${b[0]}:${place}`, `n:${a[0]}:${b}:${place}`);
    if (state) keys.push(`n:${a}:${b}:s:${folded(state)}`);
  }
  return [...new Set(keys.map((key) => key.slice(0, 200)))];
}
