import { deriveTimeZone, type DerivedTimeZone } from '../time-zone';

/** A file names a handful of zones, states and area codes over and over, and looking one up builds an Intl formatter. */
const known = new Map<string, DerivedTimeZone>();
const maxKnown = 10_000;

interface Hints {
  timezone?: string;
  state?: string;
  country?: string;
  phone?: string;
}

/** The zone of an imported row. */
export function zoneOfImported({
  timezone = '',
  state = '',
  country = '',
  phone = '',
}: Hints): DerivedTimeZone {
  // +1 and the area code: what follows does not matter.
  const key = [timezone, state, country, phone.slice(0, 5)].join('\n');
  const cached = known.get(key);
  if (cached) return cached;
  if (known.size >= maxKnown) known.clear();
  const derived = deriveTimeZone({ timezone, state, country, phoneE164: phone });
  known.set(key, derived);
  return derived;
}

export function isZone(name: string): boolean {
  return zoneOfImported({ timezone: name }).source === 'given';
}
