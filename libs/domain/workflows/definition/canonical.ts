import { createHash } from 'node:crypto';

/** JSON with the keys of every object in order: equal definitions make equal text, however Postgres has stored them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

/** SHA-256 of the canonical form, hexadecimal. */
export const checksumOf = (definition: object): string =>
  createHash('sha256').update(canonicalJson(definition)).digest('hex');
