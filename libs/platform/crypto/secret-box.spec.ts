import { Env } from '@platform/config';
import { SecretBox, SecretUnreadable } from './secret-box.service';

const box = (key: string, previous = '') =>
  new SecretBox(Object.assign(new Env(), { ENCRYPTION_KEY: key, ENCRYPTION_KEY_PREVIOUS: previous }));
const old = 'the old key of thirty-two chars!';
const fresh = 'a fresh key of thirty-two chars!';
const place = { table: 'provider_account', owner: 'team-a', row: 'row-1', column: 'secret' };

describe('SecretBox', () => {
  it('opens what it sealed, at its place only', () => {
    const sealed = box(old).seal('SG.secret é', place);
    expect(sealed).not.toContain('secret');
    expect(box(old).open(sealed, place)).toBe('SG.secret é');
    for (const [part, other] of [
      ['owner', 'team-b'],
      ['row', 'row-2'],
      ['column', 'token'],
      ['table', 'two_factor'],
    ]) {
      expect(() => box(old).open(sealed, { ...place, [part!]: other })).toThrow(SecretUnreadable);
    }
  });

  it('keeps the parts of a place apart', () => {
    const sealed = box(old).seal('x', { ...place, row: 'a","b', column: 'c' });
    expect(() => box(old).open(sealed, { ...place, row: 'a', column: 'b","c' })).toThrow(SecretUnreadable);
  });

  it('refuses every altered character', () => {
    const sealed = box(old).seal('secret', place);
    for (let index = 0; index < sealed.length; index += 1) {
      // The last character of a base64url group has bits that mean nothing; any other change must be noticed.
      const bytes = (text: string) =>
        text.split('.').map((part, n) => (n < 2 ? part : Buffer.from(part, 'base64url').toString('hex')));
      const altered = sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
      if (String(bytes(altered)) === String(bytes(sealed))) continue;
      expect(() => box(old).open(altered, place)).toThrow(SecretUnreadable);
    }
    for (const junk of ['', 's1', 's1...', `s1.${box(old).keyId}.AA.AA`, `${sealed}.x`]) {
      expect(() => box(old).open(junk, place)).toThrow(SecretUnreadable);
    }
  });

  it('never uses a nonce or a data key twice', () => {
    const one = box(old);
    const parts = Array.from({ length: 5_000 }, () => one.seal('same', place).split('.'));
    const nonces = parts.flatMap(([, , ...sealed]) => sealed.map((part) => part.slice(0, 16)));
    expect(new Set(nonces).size).toBe(10_000);
  });

  it('reads what an older key sealed while it is configured, and seals it anew with the present one', () => {
    const sealed = box(old).seal('secret', place);
    const both = box(fresh, ` ${old} ,`);
    expect(both.open(sealed, place)).toBe('secret');
    const renewed = both.renew(sealed, place)!;
    expect(renewed).toContain(`s1.${box(fresh).keyId}.`);
    expect(both.renew(renewed, place)).toBeNull();
    expect(box(fresh).open(renewed, place)).toBe('secret');
    expect(() => box(fresh).open(sealed, place)).toThrow(/ENCRYPTION_KEY_PREVIOUS/);
  });
});
