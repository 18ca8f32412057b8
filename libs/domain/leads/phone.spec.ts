import fc from 'fast-check';
import { normalisePhone } from './phone';

describe('normalisePhone', () => {
  it.each([
    ['(212) 555-0142', '+12125550142', 'US', '212'],
    [' 1.415.555.0123 ', '+14155550123', 'US', '415'],
    ['+1 907 555 0100 ext. 12', '+19075550100', 'US', '907'],
    ['+1 (416) 555-0142', '+14165550142', 'CA', '416'],
    ['787-555-0142', '+17875550142', 'PR', '787'],
    ['+44 20 7946 0958', '+442079460958', 'GB', undefined],
    ['+52 55 1234 5678', '+525512345678', 'MX', undefined],
  ])('%s', (raw, e164, country, areaCode) => {
    expect(normalisePhone(raw)).toEqual({ e164, country, ...(areaCode ? { areaCode } : {}) });
  });

  it('reads national numbers of another country when told so', () => {
    expect(normalisePhone('020 7946 0958', 'GB')?.e164).toBe('+442079460958');
  });

  it.each([
    '',
    'n/a',
    '555-0142',
    '000-000-0000',
    '999-999-9999',
    '123',
    '+1',
    'call 212 555 0142 today',
    '1'.repeat(70),
    '212-555-0142 / 212-555-0143',
  ])('refuses %j', (raw) => expect(normalisePhone(raw)).toBeNull());

  it('gives E.164 that stays the same when read again, or nothing', () => {
    const written = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'0123456789+-() .x'), maxLength: 20 }),
      fc
        .tuple(fc.constantFrom('212', '415', '305'), fc.integer({ min: 2_000_000, max: 9_999_999 }))
        .map((parts) => parts.join('-')),
    );
    fc.assert(
      fc.property(written, (raw) => {
        const phone = normalisePhone(raw);
        if (!phone) return;
        expect(phone.e164).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(normalisePhone(phone.e164)).toEqual(phone);
      }),
      { numRuns: 2_000 },
    );
  });
});
