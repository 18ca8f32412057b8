import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import {
  channelsByDefault,
  type Channels,
  type NotificationSetting,
  type NotificationType,
} from './notification';

export interface Reader {
  userId: string;
  email: string;
  channels: Channels;
}

@Injectable()
export class NotificationSettingsRepository {
  /** What a person has said; nothing about the other types. */
  async find(tx: SqlTx, userId: string): Promise<NotificationSetting[]> {
    const rows = await tx.rows(
      { type: 'text', inApp: 'bool', email: 'bool', digest: 'bool' },
      Prisma.sql`SELECT type, in_app AS "inApp", email, digest FROM notification_setting
        WHERE team_id = brickwork_team() AND user_id = ${userId}::uuid`,
    );
    return rows as NotificationSetting[];
  }

  async write(tx: SqlTx, userId: string, settings: NotificationSetting[]): Promise<void> {
    await tx.execute(Prisma.sql`
      INSERT INTO notification_setting (team_id, user_id, type, in_app, email, digest)
      SELECT brickwork_team(), ${userId}::uuid, s.type, s."inApp", s.email, s.digest
      FROM jsonb_to_recordset(${JSON.stringify(settings)}::jsonb) AS s (type text, "inApp" bool, email bool, digest bool)
      ON CONFLICT (team_id, user_id, type) DO UPDATE
      SET in_app = excluded.in_app, email = excluded.email, digest = excluded.digest`);
  }

  /** Those of the users who are active members, and how they want to hear of this. */
  async readers(tx: SqlTx, userIds: string[], type: NotificationType): Promise<Map<string, Reader>> {
    const rows = await tx.rows(
      { userId: 'uuid', email: 'text', inApp: 'bool?', byEmail: 'bool?', digest: 'bool?' },
      Prisma.sql`SELECT u.id AS "userId", u.email, s.in_app AS "inApp", s.email AS "byEmail", s.digest
        FROM app_user u LEFT JOIN notification_setting s
          ON s.team_id = brickwork_team() AND s.user_id = u.id AND s.type = ${type}
        WHERE u.id = ANY(${userIds}::uuid[]) AND u.is_active`,
    );
    return new Map(
      rows.map(({ userId, email, inApp, byEmail, digest }) => {
        const channels =
          inApp === null
            ? channelsByDefault[type]
            : { inApp, email: byEmail === true, digest: digest === true };
        return [userId, { userId, email, channels }];
      }),
    );
  }
}
