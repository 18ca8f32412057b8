import { Env } from '@platform/config';
import { OpaqueTokens } from './opaque-tokens.service';

const withKey = (ENCRYPTION_KEY: string) => new OpaqueTokens(Object.assign(new Env(), { ENCRYPTION_KEY }));

describe('OpaqueTokens', () => {
  const tokens = withKey('a key of thirty-two characters!!');

  it('gives the payload back for the same purpose', () => {
    const token = tokens.signOpaque('unsubscribe', 'team:lead:é');
    expect(tokens.verifyOpaque('unsubscribe', token)?.toString()).toBe('team:lead:é');
    expect(token).toMatch(/^[\w-]+\.[\w-]{22}$/);
  });

  it('that an older key signed are good while that key is named', () => {
    const token = tokens.signOpaque('unsubscribe', '42');
    const env = {
      ENCRYPTION_KEY: 'the next key of thirty-two chars!',
      ENCRYPTION_KEY_PREVIOUS: 'a key of thirty-two characters!!',
    };
    const renewed = new OpaqueTokens(Object.assign(new Env(), env));
    expect(renewed.verifyOpaque('unsubscribe', token)?.toString()).toBe('42');
    expect(renewed.signOpaque('unsubscribe', '42')).not.toBe(token);
    expect(renewed.verifyOpaque('status', token)).toBeNull();
  });

  it('refuses another purpose, another key and every altered token', () => {
    const token = tokens.signOpaque('unsubscribe', '42');
    expect(tokens.verifyOpaque('status', token)).toBeNull();
    expect(withKey('another key of thirty-two chars!').verifyOpaque('unsubscribe', token)).toBeNull();
    for (let index = 0; index < token.length; index += 1) {
      const altered = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect(tokens.verifyOpaque('unsubscribe', altered)).toBeNull();
    }
    for (const junk of ['', '.', 'a.b.c', `${token}.x`, `${token}=`, 'x'.repeat(3_000)]) {
      expect(tokens.verifyOpaque('unsubscribe', junk)).toBeNull();
    }
  });
});
