import { Injectable } from '@nestjs/common';
import { isUniqueViolation, newId, Prisma, type SqlTx, type TeamRole } from '@platform/database';
import { invitationOpen } from '../members.errors';
import { invitationLimits, type Invitation } from './invitation';

const shape = {
  id: 'uuid',
  email: 'text',
  role: 'text',
  state: 'text',
  invitedById: 'uuid',
  sent: 'int',
  sentAt: 'date',
  expiresAt: 'date',
  acceptedAt: 'date?',
  acceptedById: 'uuid?',
  createdAt: 'date',
} as const;
const columns = Prisma.sql`id, email, role::text AS role, CASE WHEN accepted_at IS NOT NULL THEN 'accepted'
    WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN expires_at <= now() THEN 'expired' ELSE 'open' END AS state,
  invited_by_id AS "invitedById", sent, sent_at AS "sentAt", expires_at AS "expiresAt", accepted_at AS "acceptedAt",
  accepted_by_id AS "acceptedById", created_at AS "createdAt"`;
const life = Prisma.sql`make_interval(hours => ${invitationLimits.hours})`;
const open = Prisma.sql`accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()`;

/** Invitations of the team of the unit of work; `ByToken` across teams, for whoever holds a link. */
@Injectable()
export class InvitationsRepository {
  /** An expired one of the address gives way. @throws DomainError conflict/invitation_open */
  async insert(
    tx: SqlTx,
    invitation: { email: string; role: TeamRole; tokenHash: string; invitedById: string },
  ): Promise<Invitation> {
    await tx.execute(Prisma.sql`UPDATE invitation SET revoked_at = now() WHERE team_id = brickwork_team()
      AND email = ${invitation.email} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at <= now()`);
    try {
      const row = await tx.one(
        shape,
        Prisma.sql`INSERT INTO invitation (id, team_id, email, role, token_hash, invited_by_id, expires_at)
          VALUES (${newId()}::uuid, brickwork_team(), ${invitation.email}, ${invitation.role}::team_role, ${invitation.tokenHash},
            ${invitation.invitedById}::uuid, now() + ${life}) RETURNING ${columns}`,
      );
      return row as Invitation;
    } catch (error) {
      if (isUniqueViolation(error, 'invitation_open')) throw invitationOpen();
      throw error;
    }
  }

  async nameOf(tx: SqlTx, userId: string): Promise<string> {
    const { name } = await tx.one(
      { name: 'text' },
      Prisma.sql`SELECT name FROM app_user WHERE id = ${userId}::uuid`,
    );
    return name;
  }

  async countOpen(tx: SqlTx): Promise<number> {
    const { count } = await tx.one(
      { count: 'int' },
      Prisma.sql`SELECT count(*)::int AS count FROM invitation WHERE team_id = brickwork_team() AND ${open}`,
    );
    return count;
  }

  /** Newest first: ids sort by time. */
  async list(tx: SqlTx, before: string | undefined, limit: number): Promise<Invitation[]> {
    const older = before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty;
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM invitation WHERE team_id = brickwork_team() ${older} ORDER BY id DESC LIMIT ${limit}`,
    );
    return rows as Invitation[];
  }

  async lock(tx: SqlTx, id: string): Promise<(Invitation & { rested: boolean }) | undefined> {
    const row = await tx.maybeOne(
      { ...shape, rested: 'bool' },
      Prisma.sql`SELECT ${columns}, sent_at <= now() - make_interval(secs => ${invitationLimits.pauseSeconds}) AS rested
        FROM invitation WHERE id = ${id}::uuid FOR UPDATE`,
    );
    return row as (Invitation & { rested: boolean }) | undefined;
  }

  /** A new link for another 72 hours; the one before is worth nothing any more. */
  async renew(tx: SqlTx, id: string, tokenHash: string): Promise<Invitation> {
    const row = await tx.one(
      shape,
      Prisma.sql`UPDATE invitation SET token_hash = ${tokenHash}, sent = sent + 1, sent_at = now(), expires_at = now() + ${life}
        WHERE id = ${id}::uuid RETURNING ${columns}`,
    );
    return row as Invitation;
  }

  async revoke(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE invitation SET revoked_at = now() WHERE id = ${id}::uuid AND accepted_at IS NULL AND revoked_at IS NULL`,
    );
  }

  /** Whoever leaves takes along the invitations they wrote: nobody joins on the word of somebody who is gone. */
  async revokeOf(tx: SqlTx, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE invitation SET revoked_at = now() WHERE team_id = brickwork_team()
      AND invited_by_id = ${userId}::uuid AND accepted_at IS NULL AND revoked_at IS NULL`);
  }

  /** An open invitation by its link. Needs the identity scope. */
  async findByToken(tx: SqlTx, tokenHash: string) {
    return tx.maybeOne(
      {
        ...{ id: 'uuid', teamId: 'uuid', email: 'text', role: 'text', expiresAt: 'date' },
        ...{ teamName: 'text', invitedBy: 'text' },
      } as const,
      Prisma.sql`SELECT i.id, i.team_id AS "teamId", i.email, i.role::text AS role, i.expires_at AS "expiresAt",
          t.name AS "teamName", u.name AS "invitedBy"
        FROM invitation i JOIN team t ON t.id = i.team_id AND t.deleted_at IS NULL JOIN app_user u ON u.id = i.invited_by_id
        WHERE i.token_hash = ${tokenHash} AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()`,
    );
  }

  /** Spends a link: of any number of calls at once, one gets true. Needs the identity scope. */
  async accept(tx: SqlTx, id: string, userId: string): Promise<boolean> {
    const accepted =
      await tx.execute(Prisma.sql`UPDATE invitation SET accepted_at = now(), accepted_by_id = ${userId}::uuid
      WHERE id = ${id}::uuid AND ${open}`);
    return accepted === 1;
  }
}
