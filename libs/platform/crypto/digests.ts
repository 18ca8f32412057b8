import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hex: how secrets of 256 random bits are stored. Too quick for anything a person thought up. */
export function sha256Hex(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}

/** `bytes` random bytes as base64url text. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** Compares two secrets in a time that tells nothing of where they differ, nor of their lengths. */
export function constantTimeEqual(given: string, expected: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(given).digest(),
    createHash('sha256').update(expected).digest(),
  );
}
