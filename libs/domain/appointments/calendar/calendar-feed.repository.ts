import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

@Injectable()
export class CalendarFeedRepository {
  /** The version of the person's link; made when it is first asked for. */
  async version(tx: SqlTx, userId: string): Promise<number> {
    const row = await tx.one(
      { version: 'int' },
      Prisma.sql`INSERT INTO calendar_feed (team_id, user_id) VALUES (brickwork_team(), ${userId}::uuid)
        ON CONFLICT (team_id, user_id) DO UPDATE SET version = calendar_feed.version RETURNING version`,
    );
    return row.version;
  }

  /** Makes the links given out so far worthless. */
  async rotate(tx: SqlTx, userId: string): Promise<number> {
    const row = await tx.one(
      { version: 'int' },
      Prisma.sql`INSERT INTO calendar_feed (team_id, user_id) VALUES (brickwork_team(), ${userId}::uuid)
        ON CONFLICT (team_id, user_id) DO UPDATE SET version = calendar_feed.version + 1 RETURNING version`,
    );
    return row.version;
  }

  /** Whether a link of that version still works: not rotated, its owner still in the team. */
  async owner(tx: SqlTx, userId: string, version: number): Promise<{ name: string } | undefined> {
    return tx.maybeOne(
      { name: 'text' },
      Prisma.sql`SELECT u.name FROM calendar_feed f JOIN membership m ON m.user_id = f.user_id AND m.team_id = f.team_id
        JOIN app_user u ON u.id = f.user_id
        WHERE f.team_id = brickwork_team() AND f.user_id = ${userId}::uuid AND f.version = ${version} AND u.is_active`,
    );
  }
}
