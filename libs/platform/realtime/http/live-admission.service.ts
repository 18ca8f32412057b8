import { Injectable } from '@nestjs/common';
import { Authenticator, SessionWatch, type Actor } from '@platform/auth';
import { DomainError } from '@platform/errors';
import { RateLimits } from '@platform/rate-limits';
import { liveCursor, seqOf } from '../live-cursor';
import { isKept, LiveFeed } from '../live-feed.service';

/** Tries to connect of one person in all processes: a page that fails over and over must not become a flood. */
const tries = { name: 'sockets', points: 60, seconds: 60 };
/** Who missed more than that is quicker to load anew what they show. */
const replayedAtMost = 1_000;
/** Characters of a token or cursor. */
const longest = 4_000;

export interface Admission {
  actor: Actor;
  /** Events after this number are told. */
  seq: number;
  cursor: string;
  /** False: the page is to load what it shows; what happens from now on it will be told. */
  resumed: boolean;
}

/** Decides who may listen and from which place on: the same checks as for a request. */
@Injectable()
export class LiveAdmission {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly watch: SessionWatch,
    private readonly limits: RateLimits,
    private readonly feed: LiveFeed,
  ) {}

  /**
   * @throws DomainError unauthenticated (as any request) · forbidden/person_needed · rate_limited/too_many_connections ·
   * invalid (cursor) · unavailable
   */
  async admit(auth: Record<string, unknown>): Promise<Admission> {
    const token = textOf(auth.token);
    const actor = await this.authenticator.authenticate(token ? { authorization: `Bearer ${token}` } : {});
    if (actor.kind !== 'user' || actor.sessionId === null)
      throw new DomainError('forbidden', 'person_needed', 'Live events are for people; an API key has none.');
    const state = await this.limits.consume(tries, actor.id);
    if (state && !state.allowed)
      throw new DomainError('rate_limited', 'too_many_connections', 'You connect too often.', {
        retryAfterSeconds: state.resetSeconds,
      });
    // A request may be answered on what was known up to 30 s ago; a connection would carry that on.
    const present = (await this.watch.present([actor.sessionId])).get(actor.sessionId);
    if (!present) throw new DomainError('unauthenticated', 'session_ended', 'The session has ended.');
    return { actor: present, ...(await this.placeOf(present, textOf(auth.cursor))) };
  }

  private async placeOf({ teamId, scope }: Actor, cursor: string | undefined) {
    const after = seqOf(cursor, teamId);
    const position = await this.feed.position(scope);
    const resumed =
      typeof after === 'number' && isKept(after, position) && position.head - after <= replayedAtMost;
    const seq = resumed ? after : position.head;
    return { seq, cursor: liveCursor(teamId, seq), resumed };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}
