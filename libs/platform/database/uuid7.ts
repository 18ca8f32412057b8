import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Randomness is fetched for many ids at once: asked for one by one it costs more than the id itself. */
const pool = new Uint8Array(16 * 256);
let used = pool.length;
let last = { msecs: 0, seq: 0 };

/** A new id that sorts by time of creation (RFC 9562, version 7), also among the ids of one millisecond. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 16));
  const now = Date.now();
  if (now > last.msecs) last = { msecs: now, seq: (random[0]! << 16) | (random[1]! << 8) | random[2]! };
  else last.seq += 1;
  return v7({ ...last, random });
}

/** Sorts before every id that was made at `at` or later; before 1970 there are none. */
export function firstIdAt(at: Date): string {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** When an id (uuid v7) was made, to the millisecond. */
export function instantOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
