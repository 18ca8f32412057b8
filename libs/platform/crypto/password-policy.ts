import lines from './common-passwords.json' with { type: 'json' };

/** NIST SP 800-63B and ASVS 6.2: length and a block list, no rules of composition. */
export const passwordLength = { min: 12, max: 128 };

export type PasswordFault = 'too_short' | 'too_long' | 'too_common';

const common: ReadonlySet<string> = new Set(lines.flatMap((line) => line.split(' ')));
const productWords = ['brickwork', 'realestate', 'realtor'];

/** Lower case, without spaces and with look-alike signs read as letters: "P@ssw0rd 1234" is found as "password1234". */
function normalised(password: string): string {
  return password.toLowerCase().replaceAll(/\s+/g, '');
}

function unmasked(text: string): string {
  return text
    .replaceAll('@', 'a')
    .replaceAll('$', 's')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('!', 'i');
}

/** One short piece over and over, or a run such as 123456789012 or abcdefghijkl. */
function isPattern(text: string): boolean {
  if (/^(.{1,4})\1+.{0,3}$/su.test(text)) return true;
  const codes = [...text].map((letter) => letter.codePointAt(0)!);
  const steps = codes.slice(1).map((code, index) => code - codes[index]!);
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/** Little more than the product's name or a part of the account (address, name) with something around it. */
function isObvious(text: string, words: string[]): boolean {
  return words.some((word) => word.length >= 4 && text.includes(word) && text.length - word.length <= 6);
}

/**
 * What is wrong with a new password, or null. `personal`: the account's e-mail address and names, which it may not consist of.
 */
export function passwordFault(password: string, personal: string[] = []): PasswordFault | null {
  const length = [...password].length;
  if (length < passwordLength.min) return 'too_short';
  if (length > passwordLength.max) return 'too_long';
  const text = normalised(password);
  const words = [
    ...productWords,
    ...personal.flatMap((fact) => [normalised(fact), ...fact.toLowerCase().split(/[^\p{L}\p{N}]+/u)]),
  ];
  const candidates = [text, unmasked(text)];
  const bad = candidates.some(
    (candidate) => common.has(candidate) || isPattern(candidate) || isObvious(candidate, words),
  );
  return bad ? 'too_common' : null;
}
