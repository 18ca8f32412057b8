import { readFileSync } from 'node:fs';
import path from 'node:path';
import { features } from './predictions/features';
import { refusalOf, refusedInputs } from './refused-inputs';
import { defaultScheme } from './rules/default-rules';
import { checkScheme } from './rules/scheme-checks';
import { personalRules } from './rules/default-rules';

const document = readFileSync(path.resolve(import.meta.dirname, '../../../docs/fair-scoring.md'), 'utf8');

describe('inputs that stand for a protected class', () => {
  it.each([
    ['zip', 'where somebody lives'],
    ['zip_code', 'where somebody lives'],
    ['ZipCode', 'where somebody lives'],
    ['home_zipcode4', 'where somebody lives'],
    ['city', 'where somebody lives'],
    ['Spanish radio', 'a name, a language or an origin'],
    ['preferredLanguage', 'a name, a language or an origin'],
    ['last-name', 'a name, a language or an origin'],
    ['dateofbirth', 'age'],
    ['Age', 'age'],
    ['first time senior buyer', 'age'],
    ['numberOfKids', 'family and marriage'],
    ['familysize', 'family and marriage'],
    ['school_district', 'where somebody lives'],
    ['church', 'religion'],
    ['wheelchair_access', 'disability'],
    ['Section8', 'where income comes from, and service'],
  ])('refuses %s', (text, reason) => expect(refusalOf(text)).toBe(reason));

  it.each([
    'budget',
    'timeline',
    'page_views',
    'Open House',
    'Referral',
    'pre_approved',
    'bedrooms',
    'message.opened',
    'stage',
    'garage',
  ])('takes %s', (text) => expect(refusalOf(text)).toBeNull());

  it('are not among what predictions look at', () => {
    expect(features.map(({ name }) => refusalOf(name)).filter(Boolean)).toEqual([]);
  });

  it('are not among the default rules', () => {
    const rules = defaultScheme.rules.filter(
      ({ key }) => !personalRules.some((personal) => personal.key === key),
    );
    expect(() => checkScheme({ ...defaultScheme, rules }, new Map())).not.toThrow();
  });

  it('are all documented, with the law they stand under', () => {
    for (const [reason, { fields, words }] of Object.entries(refusedInputs)) {
      for (const word of [reason, ...fields, ...words]) expect(document).toContain(word);
    }
    for (const { name } of features) expect(document).toContain(`\`${name}\``);
    expect(document).toContain('42 U.S.C. § 3604');
    expect(document).toContain('15 U.S.C. § 1691');
  });
});
