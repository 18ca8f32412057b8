import fc from 'fast-check';
import { CONSENTS, type Consent } from '../lead';
import type { StoredLead } from '../leads.repository';
import { MERGE_FIELDS, MERGE_SIDES, mergeLeads, stricter, type MergeChoices } from './merged-fields';

const at = new Date('2026-01-01T00:00:00Z');
const lead = (given: Partial<StoredLead> = {}): StoredLead => ({
  ...{
    id: 'a',
    name: 'Ana Bell',
    firstName: 'Ana',
    lastName: 'Bell',
    email: null,
    phone: null,
    company: null,
  },
  ...{ position: null, city: null, state: null, status: 'NEW', score: 0, source: 'manual', value: null },
  ...{ stage: null, assignedToId: null, timezone: null, timezoneSource: 'unknown', customFields: {} },
  ...{
    emailConsent: 'unknown',
    smsConsent: 'unknown',
    doNotEmail: false,
    doNotText: false,
    doNotCall: false,
  },
  ...{ lastContactAt: null, createdAt: at, updatedAt: at },
  ...given,
});

const text = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null });
const consent = fc.constantFrom(...CONSENTS);
const anyLead = fc
  .record({
    ...{
      name: fc.constantFrom('Ana', 'Jo'),
      email: text,
      phone: text,
      company: text,
      city: text,
      stage: text,
    },
    ...{ emailConsent: consent, smsConsent: consent, doNotEmail: fc.boolean(), doNotText: fc.boolean() },
    ...{ doNotCall: fc.boolean(), value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }) },
    customFields: fc.dictionary(fc.constantFrom('budget', 'garden'), fc.constantFrom('1', '2', '', null)),
  })
  .map(lead);
const anyChoices = fc.dictionary(
  fc.constantFrom(...MERGE_FIELDS),
  fc.constantFrom(...MERGE_SIDES),
) as fc.Arbitrary<MergeChoices>;

const rank: Record<Consent, number> = { granted: 0, unknown: 1, denied: 2 };

describe('of two leads', () => {
  it('nobody’s word on being written to is lost', () =>
    fc.assert(
      fc.property(anyLead, anyLead, anyChoices, (survivor, merged, choices) => {
        const after = { ...survivor, ...mergeLeads(survivor, merged, choices).change };
        for (const flag of ['doNotEmail', 'doNotText', 'doNotCall'] as const)
          expect(after[flag]).toBe(survivor[flag] || merged[flag]);
        const channels = [['emailConsent', 'email'] as const, ['smsConsent', 'phone'] as const];
        for (const [field, address] of channels)
          for (const one of [survivor, merged])
            if (one[address] !== null || one[field] === 'denied')
              expect(rank[after[field]]).toBeGreaterThanOrEqual(rank[one[field]]);
      }),
    ));

  it('each field is one of the two, nothing is lost where one has nothing, and choices decide', () =>
    fc.assert(
      fc.property(anyLead, anyLead, anyChoices, (survivor, merged, choices) => {
        const { change, fields } = mergeLeads(survivor, merged, choices);
        const after: StoredLead = { ...survivor, ...change };
        for (const field of MERGE_FIELDS) {
          const wanted = choices[field] ?? (survivor[field] === null ? 'merged' : 'survivor');
          expect(after[field]).toEqual((wanted === 'merged' ? merged : survivor)[field]);
          const view = fields.find((one) => one.field === field)!;
          expect(view.value).toEqual(after[field]);
          expect(view.conflict).toBe(
            survivor[field] !== null && merged[field] !== null && survivor[field] !== merged[field],
          );
        }
      }),
    ));

  it('that are the same nothing changes', () =>
    fc.assert(
      fc.property(anyLead, (one) => {
        expect(mergeLeads(one, { ...one, id: 'b' }, {}).change).toEqual({});
      }),
    ));

  it('custom values are joined key by key', () => {
    const survivor = lead({ customFields: { budget: '1', garden: '', pool: 'yes' } });
    const merged = lead({ customFields: { budget: '2', garden: 'big', pets: 3 } });
    const { change, fields } = mergeLeads(survivor, merged, {
      customFields: { pool: 'merged', nobody: 'merged' },
    });
    expect(change).toEqual({ customFields: { budget: '1', garden: 'big', pets: 3 } });
    expect(fields).toContainEqual({
      ...{ field: 'customFields.budget', from: 'survivor', value: '1', other: '2', conflict: true },
    });
  });

  it('the better known zone stays', () => {
    const guessed = lead({ timezone: 'America/Chicago', timezoneSource: 'area_code' });
    const given = lead({ timezone: 'Europe/Berlin', timezoneSource: 'given' });
    expect(mergeLeads(guessed, given, {}).change).toEqual({
      timezone: 'Europe/Berlin',
      timezoneSource: 'given',
    });
    expect(mergeLeads(given, guessed, {}).change).toEqual({});
  });
});

describe('the stricter consent', () => {
  it.each<[Consent, string | null, Consent, string | null, Consent]>([
    ['granted', 'x', 'denied', 'y', 'denied'],
    ['granted', 'x', 'denied', null, 'denied'],
    ['granted', 'x', 'unknown', 'y', 'unknown'],
    ['granted', 'x', 'unknown', null, 'granted'],
    ['granted', 'x', 'granted', 'y', 'granted'],
    ['unknown', null, 'unknown', null, 'unknown'],
  ])('of %s at %s and %s at %s is %s', (one, address, other, otherAddress, expected) => {
    expect(stricter([one, address], [other, otherAddress])).toBe(expected);
    expect(stricter([other, otherAddress], [one, address])).toBe(expected);
  });
});
