import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';

const days = (count: number) => Prisma.sql`make_interval(days => ${count})`;

export interface SessionLife {
  refreshDays: number;
  absoluteDays: number;
}

/** Sessions and refresh tokens: needs the identity scope. Every moment is Postgres's, so replicas agree. */
@Injectable()
export class SessionsRepository {
  async insert(
    tx: SqlTx,
    session: {
      userId: string;
      teamId: string;
      userAgent: string | null;
      absoluteDays: number;
      within?: string;
    },
  ): Promise<string> {
    const id = newId();
    await tx.execute(Prisma.sql`INSERT INTO session (id, user_id, team_id, absolute_expires_at, user_agent)
      VALUES (${id}::uuid, ${session.userId}::uuid, ${session.teamId}::uuid,
        coalesce((SELECT absolute_expires_at FROM session WHERE id = ${session.within ?? null}::uuid), now() + ${days(session.absoluteDays)}), ${session.userAgent})`);
    return id;
  }

  async addToken(tx: SqlTx, sessionId: string, tokenHash: string, refreshDays: number): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO refresh_token (token_hash, session_id, expires_at)
      VALUES (${tokenHash}, ${sessionId}::uuid, now() + ${days(refreshDays)})`);
  }

  /** Spends a token: of any number of calls at once, one gets true. */
  async spend(tx: SqlTx, tokenHash: string): Promise<boolean> {
    const spent = await tx.execute(Prisma.sql`UPDATE refresh_token SET used_at = clock_timestamp()
      WHERE token_hash = ${tokenHash} AND used_at IS NULL AND expires_at > now()`);
    return spent === 1;
  }

  async findByToken(tx: SqlTx, tokenHash: string) {
    return tx.maybeOne(
      {
        sessionId: 'uuid',
        userId: 'uuid',
        teamId: 'uuid',
        live: 'bool',
        isActive: 'bool',
        spentMsAgo: 'float?',
        expired: 'bool',
      },
      Prisma.sql`SELECT s.id AS "sessionId", s.user_id AS "userId", s.team_id AS "teamId", u.is_active AS "isActive",
          s.revoked_at IS NULL AND s.absolute_expires_at > now() AND EXISTS (SELECT FROM membership m
            JOIN team ON team.id = m.team_id AND team.deleted_at IS NULL
            WHERE m.user_id = s.user_id AND m.team_id = s.team_id AND m.deactivated_at IS NULL) AS live, t.expires_at <= now() AS expired,
          (extract(epoch FROM clock_timestamp() - t.used_at) * 1000)::float8 AS "spentMsAgo"
        FROM refresh_token t JOIN session s ON s.id = t.session_id JOIN app_user u ON u.id = s.user_id
        WHERE t.token_hash = ${tokenHash}`,
    );
  }

  async revoke(tx: SqlTx, sessionId: string, reason: string): Promise<boolean> {
    const revoked =
      await tx.execute(Prisma.sql`UPDATE session SET revoked_at = now(), revoked_reason = ${reason}
      WHERE id = ${sessionId}::uuid AND revoked_at IS NULL`);
    return revoked === 1;
  }

  /** Every live session of the user but `kept`. */
  async revokeAll(tx: SqlTx, userId: string, reason: string, kept: string | null): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`UPDATE session SET revoked_at = now(), revoked_reason = ${reason}
        WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND id IS DISTINCT FROM ${kept}::uuid RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the sessions that people have in a team; of everybody in it when `userId` is left out. */
  async revokeInTeam(tx: SqlTx, teamId: string, reason: string, userId?: string): Promise<void> {
    const who = userId ? Prisma.sql`AND user_id = ${userId}::uuid` : Prisma.empty;
    await tx.execute(Prisma.sql`UPDATE session SET revoked_at = now(), revoked_reason = ${reason}
      WHERE team_id = ${teamId}::uuid ${who} AND revoked_at IS NULL`);
  }

  /** Who is behind those of the sessions that live: not ended, and their people active and still in the team. */
  async findCallers(tx: SqlTx, sessionIds: string[]) {
    return tx.rows(
      { sessionId: 'uuid', userId: 'uuid', teamId: 'uuid', role: 'text', leadVisibility: 'text' },
      Prisma.sql`SELECT s.id AS "sessionId", s.user_id AS "userId", s.team_id AS "teamId", m.role::text AS role,
          t.member_lead_visibility AS "leadVisibility"
        FROM session s JOIN app_user u ON u.id = s.user_id AND u.is_active
          JOIN membership m ON m.user_id = s.user_id AND m.team_id = s.team_id AND m.deactivated_at IS NULL
          JOIN team t ON t.id = s.team_id AND t.deleted_at IS NULL
        WHERE s.id = ANY(${sessionIds}::uuid[]) AND s.revoked_at IS NULL AND s.absolute_expires_at > now()`,
    );
  }

  /** Drops what can never be used again. Spent tokens stay as long as their session, to recognise a thief. */
  async prune(tx: SqlTx): Promise<number> {
    return tx.execute(Prisma.sql`DELETE FROM session
      WHERE absolute_expires_at < now() - interval '7 days' OR revoked_at < now() - interval '30 days'`);
  }
}
