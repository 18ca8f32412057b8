import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

export interface StoredAvatar {
  name: string;
  teamId: string;
  fileId: string;
}

const shape = { name: 'text', teamId: 'uuid', fileId: 'uuid' } as const;
const columns = Prisma.sql`name, team_id AS "teamId", file_id AS "fileId"`;

/** Needs the identity scope. */
@Injectable()
export class AvatarsRepository {
  async find(tx: SqlTx, name: string): Promise<StoredAvatar | undefined> {
    return tx.maybeOne(shape, Prisma.sql`SELECT ${columns} FROM avatar WHERE name = ${name}`);
  }

  /** Puts a picture in the place of the present one, which is answered. The person's row is locked: one change at a time. */
  async replace(
    tx: SqlTx,
    userId: string,
    avatar: StoredAvatar,
    url: string,
  ): Promise<StoredAvatar | undefined> {
    await tx.execute(
      Prisma.sql`UPDATE app_user SET avatar = ${url}, updated_at = now() WHERE id = ${userId}::uuid`,
    );
    const before = await this.remove(tx, userId);
    await tx.execute(Prisma.sql`INSERT INTO avatar (name, user_id, team_id, file_id)
      VALUES (${avatar.name}, ${userId}::uuid, ${avatar.teamId}::uuid, ${avatar.fileId}::uuid)`);
    return before;
  }

  async remove(tx: SqlTx, userId: string, unless = ''): Promise<StoredAvatar | undefined> {
    return tx.maybeOne(
      shape,
      Prisma.sql`DELETE FROM avatar WHERE user_id = ${userId}::uuid AND name <> ${unless} RETURNING ${columns}`,
    );
  }
}
