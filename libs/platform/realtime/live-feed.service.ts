import { Injectable } from '@nestjs/common';
import { CrossTeamScope, Database, TenantScope, type SqlTx } from '@platform/database';
import { DomainError } from '@platform/errors';
import { inPortions } from '@platform/loops';
import { liveCursor, seqOf } from './live-cursor';
import type { LiveDraft, LiveEvent, StoredLiveEvent } from './live-event';
import { LiveFeedRepository, type FeedPage, type FeedPosition } from './live-feed.repository';
import { LiveSignals } from './live-signals.service';

/** Whoever was away for longer loads anew what they show. */
const keptDays = 7;
const pruned = 5_000;

/** Who reads a feed: what they may see is their scope's and their permissions' to say. */
export interface FeedReader {
  teamId: string;
  userId: string | null;
  scope: TenantScope;
  can(permission: NonNullable<StoredLiveEvent['permission']>): boolean;
}

export interface LiveEventsAfter {
  data: LiveEvent[];
  /** Where to go on. */
  cursor: string;
  /** True: there is more already. */
  more: boolean;
}

/**
 * The live events of each team in the order of their commits. Sockets are told at once and may miss it; whoever reads by cursor
 * misses nothing.
 */
@Injectable()
export class LiveFeed {
  constructor(
    private readonly database: Database,
    private readonly repository: LiveFeedRepository,
    private readonly signals: LiveSignals,
  ) {}

  /**
   * Publishes in the transaction of what happened. It holds the team's feed until the commit, so it comes last: after every row that
   * others may be waiting for.
   */
  async publish(tx: SqlTx, drafts: LiveDraft[]): Promise<void> {
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a live event needs a team');
    if (drafts.length === 0) return;
    const { teamId } = tx.scope;
    await this.repository.append(tx, drafts);
    tx.afterCommit(() => this.signals.raise(teamId));
  }

  /**
   * What came after a cursor, oldest first; without one, nothing but the present cursor.
   * @throws DomainError invalid (cursor); gone/cursor_expired when events after it have been removed, or it is another team's
   */
  async after(
    reader: FeedReader,
    { cursor, limit }: { cursor?: string; limit: number },
  ): Promise<LiveEventsAfter> {
    const seq = seqOf(cursor, reader.teamId);
    if (seq === undefined) {
      const { head } = await this.position(reader.scope);
      return { data: [], cursor: liveCursor(reader.teamId, head), more: false };
    }
    const page = await this.read(reader.scope, seq ?? -1, reader.userId ? [reader.userId] : [], limit);
    if (seq === null || !isKept(seq, page)) throw cursorExpired();
    const { to, more } = endOf(page, limit);
    const seen = page.events.filter((event) => mayHear(reader, event));
    return {
      data: seen.map((event) => published(reader.teamId, event)),
      cursor: liveCursor(reader.teamId, to),
      more,
    };
  }

  /** What a scope sees after a number, of the team's and of these users' own. */
  async read(scope: TenantScope, after: number, userIds: string[], limit: number): Promise<FeedPage> {
    return this.database.sql(scope, (tx) => this.repository.read(tx, after, userIds, limit));
  }

  async position(scope: TenantScope): Promise<FeedPosition> {
    return this.database.sql(scope, (tx) => this.repository.position(tx));
  }

  /** How far the feeds of these teams have come. */
  async heads(teamIds: string[]): Promise<Map<string, number>> {
    return this.database.sqlAtOnce(CrossTeamScope.system, (tx) => this.repository.heads(tx, teamIds));
  }

  async prune(): Promise<number> {
    return inPortions(pruned, (limit) =>
      this.database.sql(CrossTeamScope.system, (tx) => this.repository.prune(tx, keptDays, limit)),
    );
  }
}

/** False: the feed no longer has all that came after `seq`, or never was there (a database that was restored). */
export function isKept(seq: number, { floor, head }: FeedPosition): boolean {
  return seq >= floor && seq <= head;
}

/** Up to where a page of at most `limit` events has read, and whether that is short of the end. */
export function endOf({ events, head }: FeedPage, limit: number): { to: number; more: boolean } {
  const more = events.length === limit && events.at(-1)!.seq < head;
  return { to: more ? events.at(-1)!.seq : head, more };
}

/** The scope has said which rows are seen; this says whether they concern the reader. */
export function mayHear(reader: Pick<FeedReader, 'userId' | 'can'>, event: StoredLiveEvent): boolean {
  if (event.userId !== null && event.userId !== reader.userId) return false;
  return event.permission === null || reader.can(event.permission);
}

export function published(teamId: string, event: StoredLiveEvent): LiveEvent {
  const { seq, type, version, createdAt, data } = event;
  return { cursor: liveCursor(teamId, seq), type, version, at: createdAt.toISOString(), data };
}

function cursorExpired(): DomainError {
  return new DomainError(
    'gone',
    'cursor_expired',
    'Not everything after this cursor is kept any more: load anew what you show, then begin without a cursor.',
  );
}
