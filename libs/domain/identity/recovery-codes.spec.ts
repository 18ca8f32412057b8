import { makeRecoveryCodes, recoveryCodeHash } from './recovery-codes';

describe('recovery codes', () => {
  it('are ten different ones of four groups', () => {
    const codes = [...makeRecoveryCodes(), ...makeRecoveryCodes()];
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^[A-Z2-7]{6}(-[A-Z2-7]{6}){3}$/);
  });

  it('are recognised however they are typed', () => {
    const [code] = makeRecoveryCodes();
    const hash = recoveryCodeHash(code!);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(recoveryCodeHash(` ${code!.toLowerCase().replaceAll('-', ' ')} `)).toBe(hash);
  });

  it.each(['', '123456', 'ABCDEF-GHIJKL-MNOPQR-STUVW', 'ABCDEF-GHIJKL-MNOPQR-STUVW1'])(
    '%j is none',
    (typed) => expect(recoveryCodeHash(typed)).toBeNull(),
  );
});
