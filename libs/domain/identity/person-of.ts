import type { Actor } from '@platform/auth';
import { personNeeded } from './identity.errors';

/** @throws DomainError forbidden/person_needed */
export function personOf(actor: Actor): string {
  if (actor.userId === null) throw personNeeded();
  return actor.userId;
}
