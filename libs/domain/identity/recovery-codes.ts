import { randomBytes } from 'node:crypto';
import { base32, sha256Hex } from '@platform/crypto';

const count = 10;
const group = 6;

/** Ten codes of 120 random bits, as `ABCDEF-GHIJKL-MNOPQR-STUVWX`. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: count }, () =>
    base32(randomBytes(15))
      .match(new RegExp(`.{${group}}`, 'g'))!
      .join('-'),
  );
}

/** How a code is stored, however it was typed; null for what cannot be one. 120 bits need no slow hash (ASVS 6.5.2). */
export function recoveryCodeHash(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return /^[A-Z2-7]{24}$/.test(code) ? sha256Hex(`recovery:${code}`) : null;
}
