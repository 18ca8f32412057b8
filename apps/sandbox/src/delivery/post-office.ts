import type { WebhookSettings } from '../sandbox-settings';
import { HttpPoster } from './http-post';
import type { PostOutcome, PostRequest } from './http-post';

/** One webhook. `build` runs for every attempt, because a signature covers the time of its attempt. */
export interface Post {
  build: () => PostRequest;
  /** Milliseconds until the next attempt, null to give up. `attempt` counts from 1. */
  retryAfter: (attempt: number, outcome: PostOutcome) => number | null;
  /** How many events it carries. */
  size: number;
}

export interface PostCounts {
  attempts: number;
  delivered: number;
  retried: number;
  /** Events given up. */
  lost: number;
  lastProblem: string | null;
}

const maxWaitingEvents = 20_000;

/** Posts webhooks: never more than `concurrency` at a time, attempts that wait for a retry included in `busy`. */
export class PostOffice {
  readonly counts: PostCounts = { attempts: 0, delivered: 0, retried: 0, lost: 0, lastProblem: null };
  private flying = 0;
  private waiting = 0;
  private waitingEvents = 0;
  private readonly poster = new HttpPoster();
  private readonly closing = new AbortController();

  constructor(
    private readonly settings: () => WebhookSettings,
    private readonly changed: () => void,
  ) {}

  /** Attempts in the air and posts that wait for their next attempt. */
  get busy(): number {
    return this.flying + this.waiting;
  }

  /** Waiting posts hold their bodies: past some of them nothing new is drawn, so a dead receiver costs little memory. */
  hasRoom(): boolean {
    return this.flying < this.settings().concurrency && this.waitingEvents < maxWaitingEvents;
  }

  /** Resolves after the first attempt; retries go on by themselves. Never rejects. */
  async send(post: Post): Promise<PostOutcome | null> {
    const copies = this.settings().copies;
    const outcomes = await Promise.all(Array.from({ length: copies }, () => this.attempt(post, 1)));
    return outcomes[0] ?? null;
  }

  close(): void {
    this.closing.abort();
    this.poster.close();
  }

  private async attempt(post: Post, attempt: number): Promise<PostOutcome | null> {
    if (this.closing.signal.aborted) return null;
    this.flying++;
    this.counts.attempts++;
    const { signal } = this.closing;
    const outcome = await this.poster.post(post.build(), this.settings().timeoutMs, signal);
    this.flying--;
    const ok = 'status' in outcome && outcome.status >= 200 && outcome.status < 300;
    if (ok) this.counts.delivered += post.size;
    else {
      this.counts.lastProblem = 'status' in outcome ? `HTTP ${outcome.status}` : outcome.reason;
      this.retryOrLose(post, attempt, outcome);
    }
    this.changed();
    return outcome;
  }

  private retryOrLose(post: Post, attempt: number, outcome: PostOutcome): void {
    const wait = this.closing.signal.aborted ? null : post.retryAfter(attempt, outcome);
    if (wait === null) {
      this.counts.lost += post.size;
      return;
    }
    this.waiting++;
    this.waitingEvents += post.size;
    this.counts.retried += post.size;
    const again = () => {
      clearTimeout(timer);
      this.closing.signal.removeEventListener('abort', again);
      this.waiting--;
      this.waitingEvents -= post.size;
      void this.attempt(post, attempt + 1);
    };
    const timer = setTimeout(again, wait);
    this.closing.signal.addEventListener('abort', again);
  }
}
