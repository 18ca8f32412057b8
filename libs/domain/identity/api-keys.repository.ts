import { Injectable } from '@nestjs/common';
import { newId, Prisma, type SqlTx } from '@platform/database';

const shape = {
  id: 'uuid',
  name: 'text',
  prefix: 'text',
  scopes: 'texts',
  createdById: 'uuid',
  createdAt: 'date',
  expiresAt: 'date?',
  lastUsedAt: 'date?',
} as const;

const columns = Prisma.sql`id, name, prefix, scopes, created_by_id AS "createdById", created_at AS "createdAt",
  expires_at AS "expiresAt", last_used_at AS "lastUsedAt"`;

export interface NewApiKey {
  name: string;
  prefix: string;
  secretHash: string;
  scopes: string[];
  createdById: string;
  expiresAt: Date | null;
}

@Injectable()
export class ApiKeysRepository {
  /** Live keys of the team, newest first. */
  async list(tx: SqlTx, limit: number, before?: string) {
    const after = before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty;
    return tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM api_key WHERE team_id = brickwork_team() AND revoked_at IS NULL ${after}
        ORDER BY id DESC LIMIT ${limit}`,
    );
  }

  async insert(tx: SqlTx, key: NewApiKey) {
    return tx.one(
      shape,
      Prisma.sql`INSERT INTO api_key (id, team_id, name, prefix, secret_hash, scopes, created_by_id, expires_at)
        VALUES (${newId()}::uuid, brickwork_team(), ${key.name}, ${key.prefix}, ${key.secretHash}, ${key.scopes}::text[],
          ${key.createdById}::uuid, ${key.expiresAt})
        RETURNING ${columns}`,
    );
  }

  async revoke(tx: SqlTx, id: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { prefix: 'text' },
      Prisma.sql`UPDATE api_key SET revoked_at = now()
        WHERE id = ${id}::uuid AND team_id = brickwork_team() AND revoked_at IS NULL RETURNING prefix`,
    );
    return row?.prefix;
  }

  /** Ends the keys that a member made. Needs the identity scope. */
  async revokeOf(tx: SqlTx, teamId: string, userId: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE api_key SET revoked_at = now()
      WHERE team_id = ${teamId}::uuid AND created_by_id = ${userId}::uuid AND revoked_at IS NULL`);
  }

  /** A live key by its public part, with the present role of the member who made it. Needs the identity scope. */
  async findForUse(tx: SqlTx, prefix: string) {
    return tx.maybeOne(
      {
        ...{ id: 'uuid', teamId: 'uuid', userId: 'uuid', secretHash: 'text', scopes: 'texts' },
        ...{ role: 'text', leadVisibility: 'text' },
      } as const,
      Prisma.sql`SELECT k.id, k.team_id AS "teamId", k.created_by_id AS "userId", k.secret_hash AS "secretHash", k.scopes,
          m.role::text AS role, t.member_lead_visibility AS "leadVisibility"
        FROM api_key k JOIN membership m ON m.team_id = k.team_id AND m.user_id = k.created_by_id AND m.deactivated_at IS NULL
          JOIN team t ON t.id = k.team_id AND t.deleted_at IS NULL
          JOIN app_user u ON u.id = k.created_by_id AND u.is_active
        WHERE k.prefix = ${prefix} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
    );
  }

  async touch(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE api_key SET last_used_at = now() WHERE id = ${id}::uuid
      AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`);
  }
}
