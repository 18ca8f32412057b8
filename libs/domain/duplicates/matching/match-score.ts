import { folded, mailboxOf, nationalNumberOf, type Identity } from './match-keys';

export const MATCH_REASONS = [
  'same_mailbox',
  'earlier_address',
  'same_phone',
  'same_name',
  'similar_name',
  'same_city',
  'same_state',
  'same_company',
] as const;
export type MatchReason = (typeof MATCH_REASONS)[number];

/** Pairs below are not worth a person's look. Of 100. */
export const LEAST_SCORE = 50;

export interface Candidate extends Identity {
  /** Addresses that are the lead's now. */
  email: string | null;
  phone: string | null;
}

export interface Match {
  /** 0 to 99: how sure it is that the two are one person. Nothing is certain before somebody has looked. */
  score: number;
  reasons: MatchReason[];
}

interface Evidence {
  weight: number;
  reasons: MatchReason[];
}

/**
 * How likely two leads are one person. Each kind of evidence leaves a share of doubt, and the doubts are multiplied. Symmetric.
 * @param nameSimilarity share of trigrams the names have in common, 0 to 1 (pg_trgm)
 */
export function matchOf(a: Candidate, b: Candidate, nameSimilarity: number): Match {
  const evidence = [byMailbox(a, b), byPhone(a, b, nameSimilarity), byName(a, b, nameSimilarity)];
  const doubt = evidence.reduce((left, { weight }) => left * (1 - weight), 1);
  return {
    score: Math.min(99, Math.round(100 * (1 - doubt))),
    reasons: [...new Set(evidence.flatMap(({ reasons }) => reasons))],
  };
}

const none: Evidence = { weight: 0, reasons: [] };

function byMailbox(a: Candidate, b: Candidate): Evidence {
  if (a.email && b.email && mailboxOf(a.email) === mailboxOf(b.email))
    return { weight: 0.95, reasons: ['same_mailbox'] };
  const mailboxes = new Set(a.emails.map(mailboxOf));
  return b.emails.some((email) => mailboxes.has(mailboxOf(email)))
    ? { weight: 0.95, reasons: ['earlier_address'] }
    : none;
}

/** Families and offices share numbers: a name that has nothing in common speaks against it. */
function byPhone(a: Candidate, b: Candidate, nameSimilarity: number): Evidence {
  const weight = nameSimilarity >= 0.3 ? 0.9 : 0.55;
  if (a.phone && b.phone && nationalNumberOf(a.phone) === nationalNumberOf(b.phone))
    return { weight, reasons: ['same_phone'] };
  const numbers = new Set(a.phones.map(nationalNumberOf));
  return b.phones.some((phone) => numbers.has(nationalNumberOf(phone)))
    ? { weight, reasons: ['earlier_address'] }
    : none;
}

function byName(a: Candidate, b: Candidate, similarity: number): Evidence {
  const same = sameWords(a.name, b.name);
  const alike = same ? 1 : similarity;
  if (alike < 0.45) return none;
  const places = [
    { reason: 'same_city' as const, weight: 0.75, shared: equal(a.city, b.city) },
    { reason: 'same_company' as const, weight: 0.75, shared: equal(a.company, b.company) },
    { reason: 'same_state' as const, weight: 0.55, shared: equal(a.state, b.state) },
  ].filter(({ shared }) => shared);
  if (places.length === 0) return none;
  // The state says nothing new beside the city.
  const telling = places.some(({ reason }) => reason === 'same_city')
    ? places.filter(({ reason }) => reason !== 'same_state')
    : places;
  const doubt = telling.reduce((left, { weight }) => left * (1 - weight), 1);
  return {
    weight: (1 - doubt) * alike,
    reasons: [same ? 'same_name' : 'similar_name', ...places.map(({ reason }) => reason)],
  };
}

function sameWords(a: string, b: string): boolean {
  const words = (name: string) => folded(name).split(' ').sort().join(' ');
  return words(a) !== '' && words(a) === words(b);
}

function equal(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && folded(a) !== '' && folded(a) === folded(b);
}
