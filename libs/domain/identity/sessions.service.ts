import { createHmac } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Actor, permissionsOf, scopeOf } from '@platform/auth';
import { Clock } from '@platform/clock';
import { Env } from '@platform/config';
import { randomToken } from '@platform/crypto';
import { CrossTeamScope, Database, type SqlTx, type TeamRole } from '@platform/database';
import { AccessTokens, accessSeconds } from './access-tokens.service';
import { CallerCache } from './caller-cache';
import { refreshInvalid, sessionEnded } from './identity.errors';
import type { Tokens } from './identity.types';
import { SessionsRepository } from './sessions.repository';

const refreshDays = 7;
/** However often it is refreshed, a session ends then (ASVS 7.3.2). */
const absoluteDays = 30;
/** A page that refreshes twice at once, or against two replicas, is not a thief. */
const siblingMs = 10_000;

interface Subject {
  userId: string;
  teamId: string;
  sessionId: string;
}

@Injectable()
export class Sessions {
  private readonly logger = new Logger(Sessions.name);
  private readonly callers: CallerCache<Actor>;

  constructor(
    private readonly env: Env,
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly accessTokens: AccessTokens,
    clock: Clock,
  ) {
    this.callers = new CallerCache(clock);
  }

  /**
   * Begins a session within `tx` (identity's scope) and issues its first tokens. `within`: another session of the person, which it
   * does not outlive.
   */
  async begin(
    tx: SqlTx,
    user: { userId: string; teamId: string; userAgent: string | null; within?: string },
  ): Promise<Tokens> {
    const sessionId = await this.sessions.insert(tx, {
      ...user,
      userAgent: user.userAgent?.slice(0, 300) ?? null,
      absoluteDays,
    });
    return this.issue(tx, { ...user, sessionId });
  }

  /**
   * Exchanges a refresh token for new tokens, once. The same token again within 10 s gets a sibling; later it means that two parties
   * hold it, and the session ends. @throws DomainError unauthenticated/refresh_token_invalid
   */
  async refresh(token: string): Promise<Tokens> {
    const tokens = await this.database.sql(CrossTeamScope.identity, async (tx) => {
      const hash = this.hash(token);
      const first = await this.sessions.spend(tx, hash);
      const found = await this.sessions.findByToken(tx, hash);
      if (!found || !found.live || !found.isActive) return null;
      if (first) return this.issue(tx, found);
      if (found.expired) return null;
      if (found.spentMsAgo !== null && found.spentMsAgo <= siblingMs) return this.issue(tx, found);
      await this.sessions.revoke(tx, found.sessionId, 'refresh_token_reused');
      tx.afterCommit(() => {
        this.callers.drop(found.sessionId);
        this.logger.warn(
          { userId: found.userId, sessionId: found.sessionId },
          'a spent refresh token came back: session ended',
        );
      });
      return null;
    });
    if (!tokens) throw refreshInvalid();
    return tokens;
  }

  /** The person behind a session, at most 30 s old. @throws DomainError unauthenticated/session_ended */
  async caller(claims: { sessionId: string; userId: string; teamId: string }): Promise<Actor> {
    const actor = await this.callers.get(claims.sessionId, () => this.findCaller(claims.sessionId));
    if (actor.userId !== claims.userId || actor.teamId !== claims.teamId) throw sessionEnded();
    return actor;
  }

  async end(sessionId: string): Promise<void> {
    await this.database.sql(CrossTeamScope.identity, (tx) => this.sessions.revoke(tx, sessionId, 'logout'));
    this.callers.drop(sessionId);
  }

  /** Ends every session of a user within `tx` (identity's scope), but the one that is `kept`. */
  async endAll(tx: SqlTx, userId: string, reason: string, kept: string | null = null): Promise<void> {
    const ended = await this.sessions.revokeAll(tx, userId, reason, kept);
    tx.afterCommit(() => ended.forEach((id) => this.callers.drop(id)));
  }

  /** Ends the sessions in a team within `tx` (identity's scope): one person's, or everybody's. */
  async endInTeam(tx: SqlTx, teamId: string, reason: string, userId?: string): Promise<void> {
    await this.sessions.revokeInTeam(tx, teamId, reason, userId);
    this.reconsider(tx);
  }

  /** Looks at every caller anew after `tx`: roles or a team's policy have changed. */
  reconsider(tx: SqlTx): void {
    tx.afterCommit(() => this.callers.clear());
  }

  /** The people behind those of the sessions that live, asked of the database now. */
  async present(sessionIds: string[]): Promise<Map<string, Actor>> {
    const found = await this.database.sql(CrossTeamScope.identity, (tx) =>
      this.sessions.findCallers(tx, sessionIds),
    );
    return new Map(
      found.map((caller) => {
        const role = caller.role as TeamRole;
        const { sessionId, userId, teamId } = caller;
        const actor = new Actor({
          ...{ kind: 'user', userId, apiKeyId: null, sessionId, teamId, role },
          scope: scopeOf({ ...caller, role }),
          permissions: permissionsOf(role),
        });
        return [sessionId, actor];
      }),
    );
  }

  private async findCaller(sessionId: string): Promise<Actor> {
    const actor = (await this.present([sessionId])).get(sessionId);
    if (!actor) throw sessionEnded();
    return actor;
  }

  private async issue(tx: SqlTx, { userId, teamId, sessionId }: Subject): Promise<Tokens> {
    const refreshToken = randomToken(32);
    await this.sessions.addToken(tx, sessionId, this.hash(refreshToken), refreshDays);
    const accessToken = await this.accessTokens.issue({ userId, teamId, sessionId });
    return { accessToken, refreshToken, expiresIn: accessSeconds };
  }

  /** Keyed, so that a copy of the table is worth nothing and a new JWT_REFRESH_SECRET ends every session. */
  private hash(token: string): string {
    return createHmac('sha256', this.env.JWT_REFRESH_SECRET).update(token).digest('hex');
  }
}
