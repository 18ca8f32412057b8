import type { Clock } from '@platform/clock';

/** How long a revocation made by another process may go unnoticed here. In ms. */
const freshMs = 30_000;
const maxEntries = 10_000;

interface Entry<T> {
  caller: Promise<T>;
  until: number;
}

/** Remembers who is behind a session or key for half a minute; calls that arrive together share one look-up. */
export class CallerCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  async get(key: string, find: () => Promise<T>): Promise<T> {
    const now = this.clock.now().getTime();
    const known = this.entries.get(key);
    if (known && known.until > now) return known.caller;
    const caller = find();
    this.entries.delete(key);
    this.entries.set(key, { caller, until: now + freshMs });
    if (this.entries.size > maxEntries) this.entries.delete(this.entries.keys().next().value!);
    try {
      return await caller;
    } catch (error) {
      // A refusal or an outage is not remembered; another look-up may have begun in the meantime.
      if (this.entries.get(key)?.caller === caller) this.entries.delete(key);
      throw error;
    }
  }

  drop(key: string): void {
    this.entries.delete(key);
  }

  /** Asks about everybody anew: rare changes, such as of a role, are seen here at once. */
  clear(): void {
    this.entries.clear();
  }
}
