import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

export interface NormalisedPhone {
  /** `+` and digits only; an extension is dropped. */
  e164: string;
  /** ISO 3166 code, null for numbers of no country. */
  country: string | null;
  /** The three digits after +1 in the North American plan. */
  areaCode?: string;
}

/** No number is written with more characters than this. */
const MAX_LENGTH = 64;

/**
 * Reads a phone number as people write it, or null when it is none. A number without `+` is taken as one of `defaultCountry`.
 * Only numbers libphonenumber's full metadata calls valid are kept: a wrong digit costs money and reaches strangers.
 */
export function normalisePhone(raw: string, defaultCountry: CountryCode = 'US'): NormalisedPhone | null {
  if (raw.length > MAX_LENGTH) return null;
  const phone = parsePhoneNumberFromString(raw.trim(), { defaultCountry, extract: false });
  if (!phone?.isValid()) return null;
  return {
    e164: phone.number,
    country: phone.country ?? null,
    ...(phone.countryCallingCode === '1' ? { areaCode: phone.nationalNumber.slice(0, 3) } : {}),
  };
}
