import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx, type TeamRole } from '@platform/database';

const memberShape = {
  userId: 'uuid',
  email: 'text',
  name: 'text',
  avatar: 'text?',
  role: 'text',
  active: 'bool',
  joinedAt: 'date',
  lastLoginAt: 'date?',
} as const;
const member = Prisma.sql`SELECT m.user_id AS "userId", u.email, u.name, u.avatar, m.role::text AS role,
    m.deactivated_at IS NULL AND u.is_active AS active, m.joined_at AS "joinedAt", u.last_login_at AS "lastLoginAt"
  FROM membership m JOIN app_user u ON u.id = m.user_id`;

export interface Member {
  userId: string;
  email: string;
  name: string;
  avatar: string | null;
  role: TeamRole;
  /** False: deactivated, and shut out until activated again. */
  active: boolean;
  joinedAt: Date;
  lastLoginAt: Date | null;
}

export interface TeamOfPerson {
  id: string;
  name: string;
  slug: string;
  role: TeamRole;
  members: number;
  joinedAt: Date;
}

/** Who belongs to which team, across teams: needs the identity scope. */
@Injectable()
export class MembershipsRepository {
  /** Holds all changes of a team's members in a row, so that two owners who leave at once do not both find the other. */
  async lockTeam(tx: SqlTx, teamId: string): Promise<boolean> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM team WHERE id = ${teamId}::uuid AND deleted_at IS NULL FOR UPDATE`,
    );
    return row !== undefined;
  }

  async find(tx: SqlTx, teamId: string, userId: string): Promise<Member | undefined> {
    const row = await tx.maybeOne(
      memberShape,
      Prisma.sql`${member} WHERE m.team_id = ${teamId}::uuid AND m.user_id = ${userId}::uuid`,
    );
    return row as Member | undefined;
  }

  async findByEmail(tx: SqlTx, teamId: string, email: string): Promise<Member | undefined> {
    const row = await tx.maybeOne(
      memberShape,
      Prisma.sql`${member} WHERE m.team_id = ${teamId}::uuid AND u.email = ${email}`,
    );
    return row as Member | undefined;
  }

  /** In the order in which they joined. */
  async list(
    tx: SqlTx,
    teamId: string,
    after: { joinedAt: Date; userId: string } | undefined,
    limit: number,
  ): Promise<Member[]> {
    const beyond = after
      ? Prisma.sql`AND (m.joined_at, m.user_id) > (${after.joinedAt}::timestamptz, ${after.userId}::uuid)`
      : Prisma.empty;
    const rows = await tx.rows(
      memberShape,
      Prisma.sql`${member} WHERE m.team_id = ${teamId}::uuid ${beyond} ORDER BY m.joined_at, m.user_id LIMIT ${limit}`,
    );
    return rows as Member[];
  }

  /** Teams that somebody may work for, in the order in which they joined. */
  async teamsOf(tx: SqlTx, userId: string): Promise<TeamOfPerson[]> {
    const rows = await tx.rows(
      { id: 'uuid', name: 'text', slug: 'text', role: 'text', members: 'int', joinedAt: 'date' },
      Prisma.sql`SELECT t.id, t.name, t.slug, m.role::text AS role, m.joined_at AS "joinedAt",
          (SELECT count(*)::int FROM membership o WHERE o.team_id = t.id) AS members
        FROM membership m JOIN team t ON t.id = m.team_id AND t.deleted_at IS NULL
        WHERE m.user_id = ${userId}::uuid AND m.deactivated_at IS NULL ORDER BY m.joined_at, t.id LIMIT 200`,
    );
    return rows as TeamOfPerson[];
  }

  /** How many people own the team and can act as such. */
  async owners(tx: SqlTx, teamId: string): Promise<number> {
    const { count } = await tx.one(
      { count: 'int' },
      Prisma.sql`SELECT count(*)::int AS count FROM membership m JOIN app_user u ON u.id = m.user_id AND u.is_active
        WHERE m.team_id = ${teamId}::uuid AND m.role = 'OWNER' AND m.deactivated_at IS NULL`,
    );
    return count;
  }

  /** False when the person belongs to the team already. */
  async add(tx: SqlTx, teamId: string, userId: string, role: TeamRole): Promise<boolean> {
    const added = await tx.execute(Prisma.sql`INSERT INTO membership (team_id, user_id, role)
      VALUES (${teamId}::uuid, ${userId}::uuid, ${role}::team_role) ON CONFLICT DO NOTHING`);
    return added === 1;
  }

  async setRole(tx: SqlTx, teamId: string, userId: string, role: TeamRole): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE membership SET role = ${role}::team_role
      WHERE team_id = ${teamId}::uuid AND user_id = ${userId}::uuid`);
  }

  async setActive(tx: SqlTx, teamId: string, userId: string, active: boolean): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE membership
      SET deactivated_at = CASE WHEN ${active} THEN NULL ELSE coalesce(deactivated_at, now()) END
      WHERE team_id = ${teamId}::uuid AND user_id = ${userId}::uuid`);
  }

  async remove(tx: SqlTx, teamId: string, userId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM membership WHERE team_id = ${teamId}::uuid AND user_id = ${userId}::uuid`,
    );
  }

  async markDeleted(tx: SqlTx, teamId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE team SET deleted_at = now(), updated_at = now() WHERE id = ${teamId}::uuid`,
    );
  }

  /** Those who may work for the team. */
  async active(tx: SqlTx, teamId: string): Promise<{ userId: string; name: string }[]> {
    return tx.rows(
      { userId: 'uuid', name: 'text' },
      Prisma.sql`SELECT m.user_id AS "userId", u.name FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.team_id = ${teamId}::uuid AND m.deactivated_at IS NULL`,
    );
  }
}
