import { base32, matchTotp, totpCode, totpStep, totpUri } from './totp';

/** RFC 6238, appendix B: the secret of the SHA-1 vectors; the codes are the last six of its eight digits. */
const secret = Buffer.from('12345678901234567890');

describe('TOTP', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d s is %s', (seconds, code) => {
    expect(totpCode(secret, totpStep(new Date(seconds * 1_000)))).toBe(code);
  });

  it('is accepted one step early or late, and says of which step it is', () => {
    const now = new Date(1_234_567_890_000);
    const step = totpStep(now);
    expect([-2, -1, 0, 1, 2].map((off) => matchTotp(secret, totpCode(secret, step + off), now))).toEqual([
      null,
      step - 1,
      step,
      step + 1,
      null,
    ]);
  });

  it.each(['', '28708', '2870822', '28708a', ' 287082', '٢٨٧٠٨٢'])('does not take %j for a code', (code) => {
    expect(matchTotp(secret, code, new Date(59_000))).toBeNull();
  });

  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j in base32 is %s (RFC 4648 §10)', (text, coded) => {
    expect(base32(Buffer.from(text))).toBe(coded);
  });

  it('makes the URI of the QR code', () => {
    expect(totpUri(secret, { issuer: 'Brick work', account: 'a:b@example.com' })).toBe(
      'otpauth://totp/Brick%20work:a%3Ab%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Brick%20work&algorithm=SHA1&digits=6&period=30',
    );
  });
});
