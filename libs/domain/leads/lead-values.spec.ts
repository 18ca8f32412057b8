import { leadChange, newLeadValues } from './lead-values';

describe('values of a lead', () => {
  it.each([
    [{ name: 'Ana Lopez' }, { name: 'Ana Lopez', firstName: 'Ana', lastName: 'Lopez' }],
    [
      { firstName: 'Ana', lastName: ' Lopez ' },
      { name: 'Ana Lopez', lastName: 'Lopez' },
    ],
    [
      { name: 'The Lopezes', firstName: 'Ana' },
      { name: 'The Lopezes', firstName: 'Ana', lastName: 'Lopezes' },
    ],
    [{ email: 'ana@example.com' }, { name: 'ana', firstName: null }],
    [
      { phone: '5125550123' },
      { name: '+15125550123', timezone: 'America/Chicago', timezoneSource: 'area_code' },
    ],
    [
      { name: 'A', state: 'co' },
      { state: 'CO', timezone: 'America/Denver', timezoneSource: 'state' },
    ],
    [
      { name: 'A', timezone: 'Asia/Tokyo', state: 'co' },
      { timezone: 'Asia/Tokyo', timezoneSource: 'given' },
    ],
    [
      { name: 'A', state: 'Ontario' },
      { state: 'Ontario', timezone: null, timezoneSource: 'unknown' },
    ],
    [{ name: 'A', state: ' ' }, { state: null }],
  ])('%j → %j', (input, expected) => expect(newLeadValues(input)).toMatchObject(expected));

  const ana = newLeadValues({
    name: 'Ana Lopez',
    email: 'ana@example.com',
    state: 'CO',
    customFields: { a: 1 },
  });
  it.each([
    ['nothing', {}, {}],
    ['the same', { name: 'Ana Lopez', state: 'Colorado', customFields: { a: 1 } }, {}],
    ['a first name', { firstName: 'Anna' }, { name: 'Anna Lopez', firstName: 'Anna' }],
    ['a name', { name: 'Bo' }, { name: 'Bo', firstName: 'Bo', lastName: null }],
    ['no name', { name: null }, {}],
    [
      'no name at all',
      { name: null, firstName: null, lastName: null },
      { name: 'ana', firstName: null, lastName: null },
    ],
    ['a state', { state: 'CA' }, { state: 'CA', timezone: 'America/Los_Angeles' }],
    ['a zone', { timezone: 'Asia/Tokyo' }, { timezone: 'Asia/Tokyo', timezoneSource: 'given' }],
    ['an undefined value', { company: undefined }, {}],
    ['custom fields', { customFields: { b: 2 } }, { customFields: { b: 2 } }],
  ])('changed by %s', (_what, input, expected) => expect(leadChange(ana, input)).toEqual(expected));

  it('keeps a zone that was given when the state changes, and derives again when it is cleared', () => {
    const given = newLeadValues({ name: 'A', timezone: 'Asia/Tokyo' });
    expect(leadChange(given, { state: 'CO' })).toEqual({ state: 'CO' });
    expect(leadChange({ ...given, state: 'CO' }, { timezone: null })).toEqual({
      timezone: 'America/Denver',
      timezoneSource: 'state',
    });
  });

  it.each([
    [{ email: 'x' }, 'email'],
    [{ name: 'A', phone: 'x' }, 'phone'],
    [{ name: 'A', timezone: 'x' }, 'timezone'],
    [{}, 'name'],
    [{ name: ' ', firstName: '' }, 'name'],
    [{ name: 'A', customFields: { 'a-b': 1 } }, 'customFields'],
    [{ name: 'A', customFields: { toString: 'x' } }, 'customFields'],
  ])('refuses %j', (input, field) => {
    expect(() => newLeadValues(input as object)).toThrow(
      expect.objectContaining({ extra: { errors: [expect.objectContaining({ field })] } }),
    );
  });
});
