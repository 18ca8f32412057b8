import { AREA_CODES, STATE_ZONES } from './area-code-zones';
import { usStateCode } from './us-states';

export interface TimeZoneHints {
  /** An IANA name somebody stated. */
  timezone?: string | null;
  /** US state or territory, as code or name. */
  state?: string | null;
  phoneE164?: string | null;
  /** ISO code or name; anything but the United States makes state and area code useless. */
  country?: string | null;
}

export interface DerivedTimeZone {
  /** IANA name, or null when the hints do not settle it. */
  zone: string | null;
  source: 'given' | 'state' | 'area_code' | 'unknown';
}

const UNKNOWN: DerivedTimeZone = { zone: null, source: 'unknown' };
const UNITED_STATES = /^(?:us|usa|united states(?: of america)?)$/;

/**
 * Where a lead's clock stands. A state in one zone settles it. In a split state the area code does, if it belongs to that state:
 * people keep their number when they move, and a guess could ring them at night. No answer is better than a wrong one.
 */
export function deriveTimeZone(hints: TimeZoneHints): DerivedTimeZone {
  const given = hints.timezone?.trim();
  if (given && isZone(given)) return { zone: given, source: 'given' };

  const country = hints.country?.trim() ?? '';
  const isAmerican = country === '' || UNITED_STATES.test(country.replace(/\./g, '').toLowerCase());
  const territory = isAmerican ? null : usStateCode(country);
  const isTerritory = territory !== null && country.length === 2 && !isState(territory);
  if (!isAmerican && !isTerritory) return UNKNOWN;

  const state = isTerritory ? territory : usStateCode(hints.state ?? '');
  const stateZone = state === null ? null : (STATE_ZONES.get(state) ?? null);
  if (stateZone !== null) return { zone: stateZone, source: 'state' };

  const code = /^\+1(\d{3})\d{7}$/.exec(hints.phoneE164 ?? '')?.[1];
  const area = code === undefined ? undefined : AREA_CODES.get(code);
  if (!area || area.zone === null || (state !== null && area.state !== state)) return UNKNOWN;
  return { zone: area.zone, source: 'area_code' };
}

/** Puerto Rico, Guam and the others have country codes of their own; the states' letters mean other countries there. */
function isState(code: string): boolean {
  return !['PR', 'VI', 'GU', 'MP', 'AS'].includes(code);
}

/** The canonical names: an import asks for the same few thousands of times, and asking Intl is slow. */
const knownZones = new Set<string>(Intl.supportedValuesOf('timeZone'));

function isZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  if (name.length > 64 || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // Intl says "no such zone" only by throwing.
    return false;
  }
}
