import fc from 'fast-check';
import { normaliseEmail } from './email-address';

describe('normaliseEmail', () => {
  it.each([
    ['  Ana.Lopez+Home@Example.COM ', 'ana.lopez+home@example.com'],
    ['\u200bana@example.com\u00a0', 'ana@example.com'],
    ['ana@Bücher.example', 'ana@xn--bcher-kva.example'],
    ['ana@mail.例え.テスト', 'ana@mail.xn--r8jz45g.xn--zckzah'],
    ["o'brien@example.co.uk", "o'brien@example.co.uk"],
  ])('%j', (raw, expected) => expect(normaliseEmail(raw)).toBe(expected));

  it.each([
    '',
    '@',
    'ana',
    'ana@',
    '@example.com',
    'ana@localhost',
    'ana@example.c',
    'ana@127.0.0.1',
    'ana@[127.0.0.1]',
    'ana@example.com.',
    'ana@-example.com',
    'ana@exa mple.com',
    'ana@exa%6dple.com',
    'ana@example.com/path',
    'ana@example.com:25',
    'ana@@example.com',
    '.ana@example.com',
    'a..b@example.com',
    'ana\r\nBcc: x@example.com',
    'ana@example.com\r\nBcc: x@example.com',
    'Ana <ana@example.com>',
    '"ana b"@example.com',
    'añа@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ana@${'a'.repeat(64)}.com`,
    `ana@${'abcdefgh.'.repeat(28)}com`,
    'x'.repeat(10_000_000),
  ])('refuses %.40j', (raw) => expect(normaliseEmail(raw)).toBeNull());

  it('gives one plain line that stays the same when normalised again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `${text}@example.com`),
        ),
        (raw) => {
          const email = normaliseEmail(raw);
          if (email === null) return;
          expect(email).toMatch(/^[!-~]+$/);
          expect(email.length).toBeLessThanOrEqual(254);
          expect(normaliseEmail(email)).toBe(email);
          expect(normaliseEmail(` ${raw.toUpperCase()} `)).toBe(normaliseEmail(raw.toUpperCase()));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
