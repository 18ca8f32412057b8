import type { SecretPlace } from '@platform/crypto';

/** Where the secret of a person's app lies: in another person's row it does not open. */
export function secretPlaceOf(userId: string): SecretPlace {
  return { table: 'two_factor', owner: userId, row: userId, column: 'secret' };
}
