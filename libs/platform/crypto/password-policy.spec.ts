import lines from './common-passwords.json' with { type: 'json' };
import { passwordFault } from './password-policy';

describe('passwordFault', () => {
  it('knows at least 3,000 common passwords that are long enough to be tried', () => {
    const words = new Set(lines.flatMap((line) => line.split(' ')));
    expect(words.size).toBeGreaterThanOrEqual(3_000);
    expect([...words].filter((word) => word.length < 12)).toEqual([]);
  });

  it.each([
    'password1234',
    'Password1234',
    'P@ssw0rd1234',
    'p a s s w o r d 1 2 3 4',
    'qwertyuiop123',
    'iloveyouforever',
  ])('refuses the common password %s', (password) => expect(passwordFault(password)).toBe('too_common'));

  it.each(['aaaaaaaaaaaaaaa', 'abcabcabcabcabc', 'mnopqrstuvwxyz', 'zyxwvutsrqponm'])(
    'refuses the pattern %s',
    (password) => expect(passwordFault(password)).toBe('too_common'),
  );

  it('refuses the product name and the account itself with a little around it', () => {
    expect(passwordFault('Brickwork2026!')).toBe('too_common');
    expect(passwordFault('samantha.bell9', ['samantha.bell@example.com'])).toBe('too_common');
    expect(passwordFault('wellingtons99', ['Sam Wellingtons'])).toBe('too_common');
  });

  it('asks for 12 to 128 characters, of any kind', () => {
    expect(passwordFault('kfmwqpzlvbx')).toBe('too_short');
    expect(passwordFault('kfmwqpzlvbxr')).toBeNull();
    expect(passwordFault('grün über öst')).toBeNull();
    expect(passwordFault('🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔')).toBe('too_short');
    expect(passwordFault('kfmwqpzlvbxr'.repeat(10) + 'kfmwqpzl')).not.toBe('too_long');
    expect(passwordFault('k'.repeat(129))).toBe('too_long');
  });
});
