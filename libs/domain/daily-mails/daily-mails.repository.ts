import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { DailyMailSetting } from './daily-mail';

const dueShape = {
  userId: 'uuid',
  localTime: 'text',
  zone: 'text',
  date: 'text',
  at: 'date',
  now: 'date',
} as const;
export type DueMail = RowOf<typeof dueShape>;

@Injectable()
export class DailyMailsRepository {
  async find(tx: SqlTx, kind: string, userId: string): Promise<DailyMailSetting | undefined> {
    return tx.maybeOne(
      { enabled: 'bool', localTime: 'text', zone: 'text' },
      Prisma.sql`SELECT enabled, local_time AS "localTime", zone FROM daily_mail
        WHERE team_id = brickwork_team() AND user_id = ${userId}::uuid AND kind = ${kind}`,
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
    kind: string,
    userId: string,
    { enabled, localTime, zone, next }: DailyMailSetting & { next: { date: string; at: Date } },
  ): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO daily_mail (team_id, user_id, kind, enabled, local_time, zone, next_date, next_at)
      VALUES (brickwork_team(), ${userId}::uuid, ${kind}, ${enabled}, ${localTime}, ${zone}, ${next.date}, ${next.at})
      ON CONFLICT (team_id, user_id, kind) DO UPDATE SET enabled = excluded.enabled, local_time = excluded.local_time,
        zone = excluded.zone, next_date = excluded.next_date, next_at = excluded.next_at`);
  }

  /** Teams with one that is due. System scope. */
  async teamsWithDue(tx: SqlTx, kind: string): Promise<string[]> {
    const rows = await tx.rows(
      { teamId: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS "teamId" FROM daily_mail
        WHERE enabled AND kind = ${kind} AND next_at <= now() LIMIT 500`,
    );
    return rows.map(({ teamId }) => teamId);
  }

  /** The team's due ones, locked so that each is handled by one worker. */
  async lockDue(tx: SqlTx, kind: string, limit: number): Promise<DueMail[]> {
    return tx.rows(
      dueShape,
      Prisma.sql`SELECT user_id AS "userId", local_time AS "localTime", zone, next_date AS date, next_at AS at, now() AS now
        FROM daily_mail WHERE team_id = brickwork_team() AND enabled AND kind = ${kind} AND next_at <= now()
        ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    );
  }

  async advance(tx: SqlTx, kind: string, next: { userId: string; date: string; at: Date }[]): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE daily_mail SET next_date = n.date, next_at = n.at
      FROM unnest(${next.map(({ userId }) => userId)}::uuid[], ${next.map(({ date }) => date)}::text[],
        ${next.map(({ at }) => at.toISOString())}::timestamptz[]) AS n(id, date, at)
      WHERE team_id = brickwork_team() AND user_id = n.id AND kind = ${kind}`);
  }

  async reader(
    tx: SqlTx,
    kind: string,
    userId: string,
  ): Promise<{ email: string; name: string; zone: string } | undefined> {
    return tx.maybeOne(
      { email: 'text', name: 'text', zone: 'text' },
      Prisma.sql`SELECT u.email, u.name, s.zone FROM daily_mail s
        JOIN membership m ON m.team_id = s.team_id AND m.user_id = s.user_id JOIN app_user u ON u.id = s.user_id
        WHERE s.team_id = brickwork_team() AND s.user_id = ${userId}::uuid AND s.kind = ${kind} AND s.enabled AND u.is_active`,
    );
  }
}
