import type { WebhookSettings } from '../sandbox-settings';
import { PostOffice } from './post-office';
import type { Post } from './post-office';
import { Timeline } from './timeline';

interface DispatcherParts<T> {
  settings: () => WebhookSettings;
  /** Milliseconds a due item waits for company in the same post. */
  gatherMs: () => number;
  /** False holds everything back, as a pause does. */
  hasReceiver: () => boolean;
  /** Takes what is due from the timeline, at most `limit` events. */
  take: (timeline: Timeline<T>, now: number, limit: number) => Post | null;
}

/** Sends what is due at the configured rate. Items stay small until they are taken; posts are built one at a time. */
export class Dispatcher<T> {
  readonly timeline = new Timeline<T>();
  readonly office: PostOffice;
  private timer: NodeJS.Timeout | undefined;
  private nextAllowedAt = 0;
  private closed = false;

  constructor(private readonly parts: DispatcherParts<T>) {
    this.office = new PostOffice(parts.settings, () => this.pump());
  }

  get idle(): boolean {
    return this.timeline.size === 0 && this.office.busy === 0;
  }

  schedule(dueAt: number, item: T): void {
    this.timeline.push(dueAt, item);
  }

  /** Sends what may be sent now and sets a timer for the rest; call after scheduling and after a change of settings. */
  pump(): void {
    clearTimeout(this.timer);
    while (
      !this.closed &&
      !this.parts.settings().paused &&
      this.parts.hasReceiver() &&
      this.office.hasRoom()
    ) {
      const now = Date.now();
      const dueAt = this.timeline.nextDueAt();
      if (dueAt === null) return;
      const startAt = Math.max(dueAt + this.parts.gatherMs(), this.nextAllowedAt);
      if (startAt > now) {
        this.timer = setTimeout(() => this.pump(), startAt - now);
        return;
      }
      const { perSecond } = this.parts.settings();
      // At a low rate small posts: a tenth of a second's worth, so that events trickle instead of coming in lumps.
      const limit = perSecond > 0 ? Math.max(1, Math.ceil(perSecond / 10)) : Infinity;
      const post = this.parts.take(this.timeline, now, limit);
      // Not every due item makes a post (a status nobody asked for); look at what is due next.
      if (!post) continue;
      if (perSecond > 0) this.nextAllowedAt = now + (post.size / perSecond) * 1_000;
      void this.office.send(post);
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.timeline.clear();
    this.office.close();
  }
}
