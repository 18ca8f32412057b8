import { v7 } from 'uuid';

/** A new id that sorts by time of creation (RFC 9562, version 7). */
export function newId(): string {
  return v7();
}
