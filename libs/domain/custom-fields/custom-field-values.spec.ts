import { customKeyOf, isCustomKey } from './custom-field';
import { readCustomValue } from './custom-field-values';

const options = ['Pool', 'Garage', 'Sea view'];

describe('readCustomValue', () => {
  it.each([
    ['text', '  a b ', 'a b'],
    ['text', 5, '5'],
    ['number', 450_000, 450_000],
    ['number', '$450,000.50', 450_000.5],
    ['number', '-3', -3],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '3/1/2026', '2026-03-01'],
    ['date', '2026-03-01T23:30:00-06:00', '2026-03-01'],
    ['boolean', true, true],
    ['boolean', 'No', false],
    ['select', 'sea VIEW', 'Sea view'],
    ['multi_select', 'garage; pool;garage', 'Pool; Garage'],
    ['url', 'HTTPS://Example.com/a?b', 'https://example.com/a?b'],
    ['number', '  ', null],
    ['select', null, null],
  ] as const)('%s takes %j as %j', (type, given, value) => {
    expect(readCustomValue({ type, options }, given)).toEqual({ value });
  });

  it.each([
    ['text', 'x'.repeat(2_001)],
    ['text', { a: 1 }],
    ['number', 'about 5'],
    ['number', '1,2,3'],
    ['number', Number.NaN],
    ['number', true],
    ['date', '2026-02-30'],
    ['date', '13/1/2026'],
    ['date', 20_260_301],
    ['boolean', 'maybe'],
    ['boolean', 2],
    ['select', 'Cellar'],
    ['multi_select', 'Pool; Cellar'],
    ['multi_select', ';'],
    ['url', 'javascript:alert(1)'],
    ['url', 'example.com'],
    ['url', 'https://'],
  ] as const)('%s refuses %j', (type, given) => {
    expect(readCustomValue({ type, options }, given)).toEqual({ problem: expect.stringMatching(/^must /) });
  });
});

describe('keys', () => {
  it.each([
    ['Property Interest', 'propertyInterest'],
    ['MLS #', 'mls'],
    ['Año de compra', 'anoDeCompra'],
    ['价格', null],
    ['constructor', null],
  ])('%s → %s', (label, key) => expect(customKeyOf(label)).toBe(key));

  it.each(['__proto__', 'toString', 'a b', '', 'x'.repeat(41)])('%j is none', (key) =>
    expect(isCustomKey(key)).toBe(false),
  );
});
