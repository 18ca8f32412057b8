import { setTimeout as pause } from 'node:timers/promises';
import type { TenantScope } from '@platform/database';
import { endOf, mayHear, published, type LiveFeed } from '../live-feed.service';
import type { LiveListener } from './live-listener';

const pageSize = 500;
/** Who has not been found allowed for that long is told nothing. In ms. */
export const allowedForMs = 30_000;
/** After a look at the feed the next one waits twice as long as this one took, so that a busy team does not take the database. In ms. */
const restAtLeast = 20;
const restAtMost = 1_000;

/** The listeners of one team in this process. Reads the feed on their behalf, each with their own eyes. */
export class LiveRoom {
  private readonly listeners = new Set<LiveListener>();
  private wanted = false;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly teamId: string,
    private readonly feed: Pick<LiveFeed, 'read'>,
    private readonly report: (error: Error) => void,
  ) {}

  get all(): ReadonlySet<LiveListener> {
    return this.listeners;
  }

  add(listener: LiveListener): void {
    this.listeners.add(listener);
    this.look();
  }

  remove(listener: LiveListener): void {
    this.listeners.delete(listener);
  }

  /** Whether somebody here has not been told of everything up to `head`. */
  isBehind(head: number): boolean {
    return [...this.listeners].some(({ seq }) => seq < head);
  }

  /** There may be news. Calls that come together are one look. */
  look(): void {
    this.wanted = true;
    this.looking ??= this.lookAround().finally(() => {
      this.looking = null;
      if (this.wanted) this.look();
    });
  }

  private async lookAround(): Promise<void> {
    while (this.wanted) {
      this.wanted = false;
      const began = performance.now();
      try {
        for (const listeners of this.views()) if (await this.tell(listeners)) this.wanted = true;
      } catch (error) {
        // Nobody has moved on past what they were told of: the next look finds the rest.
        this.wanted = false;
        this.report(error as Error);
      }
      const rest = Math.min(Math.max((performance.now() - began) * 2, restAtLeast), restAtMost);
      await pause(rest, undefined, { ref: false });
    }
  }

  /** Those who see all share a view; a member who sees only their own leads has one alone. */
  private views(): Iterable<LiveListener[]> {
    const since = Date.now() - allowedForMs;
    const allowed = [...this.listeners].filter(({ checkedAt }) => checkedAt > since);
    return Map.groupBy(allowed, ({ actor }) => actor.scope.viewerId).values();
  }

  /** One page for one view; true when there is more. */
  private async tell(listeners: LiveListener[]): Promise<boolean> {
    const scope: TenantScope = listeners[0]!.actor.scope;
    const after = Math.min(...listeners.map(({ seq }) => seq));
    const userIds = [...new Set(listeners.map(({ actor }) => actor.id))];
    const page = await this.feed.read(scope, after, userIds, pageSize);
    const { to, more } = endOf(page, pageSize);
    const events = page.events.map((event) => ({ event, shown: published(this.teamId, event) }));
    for (const listener of listeners) {
      // Between question and answer the connection may have ended.
      if (!this.listeners.has(listener)) continue;
      for (const { event, shown } of events)
        if (event.seq > listener.seq && mayHear(listener.actor, event)) listener.tell(shown);
      listener.seq = Math.max(listener.seq, to);
    }
    return more;
  }
}
