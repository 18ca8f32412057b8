import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx, type TeamRole } from '@platform/database';
import type { ProfileChanges } from './identity.types';

const account = {
  id: 'uuid',
  email: 'text',
  name: 'text',
  passwordHash: 'text',
  isActive: 'bool',
  emailVerifiedAt: 'date?',
  teamId: 'uuid',
  role: 'text',
} as const;

const profile = {
  id: 'uuid',
  email: 'text',
  name: 'text',
  avatar: 'text?',
  timezone: 'text',
  language: 'text',
  awayUntil: 'date?',
  emailVerified: 'bool',
  createdAt: 'date',
  teamId: 'uuid',
  teamName: 'text',
} as const;

// A person's team is the one joined first; choosing among several comes with team management.
const accounts = Prisma.sql`SELECT u.id, u.email, u.name, u.password_hash AS "passwordHash", u.is_active AS "isActive",
    u.email_verified_at AS "emailVerifiedAt", m.team_id AS "teamId", m.role::text AS role
  FROM app_user u JOIN LATERAL (
    SELECT team_id, role FROM membership WHERE user_id = u.id ORDER BY joined_at, team_id LIMIT 1
  ) m ON true`;

/** Users and memberships across teams: needs the identity scope. */
@Injectable()
export class UsersRepository {
  async findByEmail(tx: SqlTx, email: string) {
    return tx.maybeOne(account, Prisma.sql`${accounts} WHERE u.email = ${email}`);
  }

  async findById(tx: SqlTx, id: string) {
    return tx.maybeOne(account, Prisma.sql`${accounts} WHERE u.id = ${id}::uuid`);
  }

  /** Undefined when the address is taken: the unique index decides, not a look-up before. */
  async insert(tx: SqlTx, user: { email: string; passwordHash: string; name: string; timezone: string }) {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO app_user (id, email, password_hash, name, timezone, updated_at)
        VALUES (${newId()}::uuid, ${user.email}, ${user.passwordHash}, ${user.name}, ${user.timezone}, now())
        ON CONFLICT (email) DO NOTHING RETURNING id`,
    );
    return row?.id;
  }

  async join(tx: SqlTx, teamId: string, userId: string, role: TeamRole): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO membership (team_id, user_id, role)
      VALUES (${teamId}::uuid, ${userId}::uuid, ${role}::team_role)`);
  }

  async setPassword(tx: SqlTx, userId: string, passwordHash: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE app_user SET password_hash = ${passwordHash}, updated_at = now() WHERE id = ${userId}::uuid`,
    );
  }

  /** False when the password is not `before` any more. */
  async replacePassword(tx: SqlTx, userId: string, before: string, after: string): Promise<boolean> {
    const changed =
      await tx.execute(Prisma.sql`UPDATE app_user SET password_hash = ${after}, updated_at = now()
        WHERE id = ${userId}::uuid AND password_hash = ${before}`);
    return changed === 1;
  }

  async markVerified(tx: SqlTx, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE app_user SET email_verified_at = now(), updated_at = now()
      WHERE id = ${userId}::uuid AND email_verified_at IS NULL`);
  }

  async markSignedIn(tx: SqlTx, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE app_user SET last_login_at = now() WHERE id = ${userId}::uuid`);
  }

  async profile(tx: SqlTx, userId: string, teamId: string) {
    return tx.maybeOne(
      profile,
      Prisma.sql`SELECT u.id, u.email, u.name, u.avatar, u.timezone, u.language, u.away_until AS "awayUntil", u.created_at AS "createdAt",
          u.email_verified_at IS NOT NULL AS "emailVerified", t.id AS "teamId", t.name AS "teamName"
        FROM app_user u JOIN team t ON t.id = ${teamId}::uuid WHERE u.id = ${userId}::uuid`,
    );
  }

  async updateProfile(
    tx: SqlTx,
    userId: string,
    { name, avatar, timezone, language, awayUntil }: ProfileChanges,
  ): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE app_user SET name = coalesce(${name ?? null}, name),
        avatar = CASE WHEN ${avatar !== undefined} THEN ${avatar ?? null} ELSE avatar END,
        timezone = coalesce(${timezone ?? null}, timezone), language = coalesce(${language ?? null}, language),
        away_until = CASE WHEN ${awayUntil !== undefined} THEN ${awayUntil ?? null}::timestamptz ELSE away_until END,
        updated_at = now() WHERE id = ${userId}::uuid`);
  }
}
