import { LEAD_STATUSES, type Consent, type LeadStatus } from '../lead';

/** What people write when they mean "nothing". */
const nothing: ReadonlySet<string> = new Set(['', '-', '--', 'n/a', 'na', 'none', 'null', 'nil', '#n/a']);
const yes: ReadonlySet<string> = new Set(['yes', 'y', 'true', 't', '1', 'x', 'si', 'sí', 'on']);
const no: ReadonlySet<string> = new Set(['no', 'n', 'false', 'f', '0', 'off']);
const granted: ReadonlySet<string> = new Set([
  'granted',
  'optin',
  'optedin',
  'subscribed',
  'consented',
  'agreed',
]);
const denied: ReadonlySet<string> = new Set([
  'denied',
  'optout',
  'optedout',
  'unsubscribed',
  'withdrawn',
  'revoked',
  'declined',
]);

export function isNothing(cell: string): boolean {
  return cell.length <= 4 && nothing.has(cell.toLowerCase());
}

/** Undefined when the cell says neither. */
export function readBoolean(cell: string): boolean | undefined {
  const word = cell.toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : undefined;
}

/** Undefined when the cell is no statement about consent. */
export function readConsent(cell: string): Consent | undefined {
  const word = cell.toLowerCase().replace(/[\s_-]/g, '');
  if (granted.has(word) || yes.has(word)) return 'granted';
  if (denied.has(word) || no.has(word)) return 'denied';
  return word === 'unknown' || word === '?' ? 'unknown' : undefined;
}

export function readStatus(cell: string): LeadStatus | undefined {
  const word = cell.toUpperCase();
  return LEAD_STATUSES.find((status) => status === word);
}

/** "$1,250,000.50" → 1250000.5. */
export function readAmount(cell: string): number | undefined {
  const digits = cell.replace(/^[$€£]\s*/, '').replace(/,(?=\d{3}(\D|$))/g, '');
  return /^\d{1,12}(\.\d{1,2})?$/.test(digits) ? Number(digits) : undefined;
}

export function readScore(cell: string): number | undefined {
  const score = /^\d{1,7}$/.test(cell) ? Number(cell) : undefined;
  return score !== undefined && score <= 1_000_000 ? score : undefined;
}

/** "buyer, hot lead; VIP" → three names. */
export function readTags(cell: string): string[] {
  return [...new Set(cell.split(/[,;|]/).map((name) => name.replace(/\s+/g, ' ').trim()))].filter(Boolean);
}
