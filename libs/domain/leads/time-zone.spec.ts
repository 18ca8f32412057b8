import { getCountries, isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { AREA_CODES, STATE_ZONES } from './area-code-zones';
import { deriveTimeZone, type TimeZoneHints } from './time-zone';

describe('the area code table', () => {
  const TERRITORIES = ['PR', 'VI', 'GU', 'MP', 'AS'];

  it('holds exactly the geographic US codes libphonenumber knows', () => {
    const known: string[] = [];
    for (let code = 200; code <= 999; code++) {
      const phone = parsePhoneNumberFromString(`+1${code}5550142`);
      if (phone?.isValid() && phone.country === 'US' && phone.getType() === 'FIXED_LINE_OR_MOBILE')
        known.push(String(code));
    }
    const ours = [...AREA_CODES]
      .filter(([, { state }]) => !TERRITORIES.includes(state))
      .map(([code]) => code);
    expect(known.length).toBeGreaterThan(350);
    expect(ours.sort()).toEqual(known.sort());
  });

  it('agrees with it on the territories', () => {
    for (const [code, { state }] of AREA_CODES) {
      if (!TERRITORIES.includes(state)) continue;
      const phones = ['2345678', '6331234', '3001234', '6421234']
        .map((rest) => `+1${code}${rest}`)
        .filter((phone) => isValidPhoneNumber(phone));
      expect(new Set(phones.map((phone) => parsePhoneNumberFromString(phone)?.country))).toEqual(
        new Set([state]),
      );
    }
    expect(getCountries()).toEqual(expect.arrayContaining(TERRITORIES as never[]));
  });

  it('names every state once per code and only real zones', () => {
    expect(STATE_ZONES.size).toBe(51 + TERRITORIES.length);
    const zones = new Set([...AREA_CODES.values()].flatMap(({ zone }) => zone ?? []));
    for (const zone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
  });
});

describe('deriveTimeZone', () => {
  it.each<[string, TimeZoneHints, string | null, string]>([
    ['a given zone', { timezone: ' Europe/Madrid ', state: 'NY' }, 'Europe/Madrid', 'given'],
    ['a given zone that is none', { timezone: 'EST5', state: 'NY' }, 'America/New_York', 'state'],
    ['an offset is no zone', { timezone: '+02:00' }, null, 'unknown'],
    ['a state', { state: 'ca', phoneE164: '+12125550142' }, 'America/Los_Angeles', 'state'],
    ['a state by name', { state: ' new  Mexico ' }, 'America/Denver', 'state'],
    ['D.C.', { state: 'D.C.' }, 'America/New_York', 'state'],
    ['Arizona', { state: 'AZ' }, 'America/Phoenix', 'state'],
    ['Houston', { state: 'TX', phoneE164: '+17135550142' }, 'America/Chicago', 'area_code'],
    ['El Paso', { state: 'Texas', phoneE164: '+19155550142' }, 'America/Denver', 'area_code'],
    ['Miami', { state: 'FL', phoneE164: '+13055550142' }, 'America/New_York', 'area_code'],
    ['Pensacola or Tallahassee', { state: 'FL', phoneE164: '+18505550142' }, null, 'unknown'],
    ['a Californian number in Texas', { state: 'TX', phoneE164: '+13105550142' }, null, 'unknown'],
    ['a split state alone', { state: 'TN' }, null, 'unknown'],
    ['Anchorage', { state: 'AK', phoneE164: '+19075550142' }, 'America/Anchorage', 'area_code'],
    ['a number alone', { phoneE164: '+12125550142' }, 'America/New_York', 'area_code'],
    [
      'a number and a state nobody knows',
      { state: 'Ontario?', phoneE164: '+12125550142' },
      'America/New_York',
      'area_code',
    ],
    ['Toronto', { phoneE164: '+14165550142' }, null, 'unknown'],
    ['London', { phoneE164: '+442079460958' }, null, 'unknown'],
    ['another country', { state: 'CA', country: 'CA', phoneE164: '+12125550142' }, null, 'unknown'],
    ['the country in words', { state: 'CA', country: 'U.S.A.' }, 'America/Los_Angeles', 'state'],
    ['Puerto Rico as a country', { country: 'PR' }, 'America/Puerto_Rico', 'state'],
    ['nothing', { state: null, timezone: '', phoneE164: null }, null, 'unknown'],
  ])('%s', (_, hints, zone, source) => expect(deriveTimeZone(hints)).toEqual({ zone, source }));
});
