import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const dueShape = {
  userId: 'uuid',
  localTime: 'text',
  zone: 'text',
  date: 'text',
  at: 'date',
  now: 'date',
} as const;
export type DueDigest = RowOf<typeof dueShape>;

export interface DigestSetting {
  enabled: boolean;
  /** HH:mm */
  localTime: string;
  /** IANA. */
  zone: string;
}

@Injectable()
export class DigestSettingsRepository {
  async find(tx: SqlTx, userId: string): Promise<DigestSetting | undefined> {
    return tx.maybeOne(
      { enabled: 'bool', localTime: 'text', zone: 'text' },
      Prisma.sql`SELECT enabled, local_time AS "localTime", zone FROM digest_setting
        WHERE team_id = brickwork_team() AND user_id = ${userId}::uuid`,
    );
  }

  async zoneOf(tx: SqlTx, userId: string): Promise<string | undefined> {
    const row = await tx.maybeOne(
      { zone: 'text' },
      Prisma.sql`SELECT timezone AS zone FROM app_user WHERE id = ${userId}::uuid`,
    );
    return row?.zone;
  }

  async write(
    tx: SqlTx,
    userId: string,
    { enabled, localTime, zone }: DigestSetting,
    next: { date: string; at: Date },
  ): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO digest_setting (team_id, user_id, enabled, local_time, zone, next_date, next_at)
      VALUES (brickwork_team(), ${userId}::uuid, ${enabled}, ${localTime}, ${zone}, ${next.date}, ${next.at})
      ON CONFLICT (team_id, user_id) DO UPDATE SET enabled = excluded.enabled, local_time = excluded.local_time,
        zone = excluded.zone, next_date = excluded.next_date, next_at = excluded.next_at`);
  }

  /** Teams with a digest that is due. System scope. */
  async teamsWithDue(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM digest_setting WHERE enabled AND next_at <= now() LIMIT 500`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** The team's due digests, locked so that each is handled by one worker. */
  async lockDue(tx: SqlTx, limit: number): Promise<DueDigest[]> {
    return tx.rows(
      dueShape,
      Prisma.sql`SELECT user_id AS "userId", local_time AS "localTime", zone, next_date AS date, next_at AS at, now() AS now
        FROM digest_setting WHERE team_id = brickwork_team() AND enabled AND next_at <= now()
        ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    );
  }

  async advance(tx: SqlTx, next: { userId: string; date: string; at: Date }[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE digest_setting SET next_date = n.date, next_at = n.at
      FROM unnest(${next.map(({ userId }) => userId)}::uuid[], ${next.map(({ date }) => date)}::text[],
        ${next.map(({ at }) => at.toISOString())}::timestamptz[]) AS n(id, date, at)
      WHERE team_id = brickwork_team() AND user_id = n.id`);
  }

  /** Who gets it; undefined when they have left the team or turned it off. */
  async reader(
    tx: SqlTx,
    userId: string,
  ): Promise<{ email: string; name: string; zone: string } | undefined> {
    return tx.maybeOne(
      { email: 'text', name: 'text', zone: 'text' },
      Prisma.sql`SELECT u.email, u.name, s.zone FROM digest_setting s
        JOIN membership m ON m.team_id = s.team_id AND m.user_id = s.user_id JOIN app_user u ON u.id = s.user_id
        WHERE s.team_id = brickwork_team() AND s.user_id = ${userId}::uuid AND s.enabled AND u.is_active`,
    );
  }
}
