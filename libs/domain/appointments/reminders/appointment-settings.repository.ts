import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { defaultReminderRules, type ReminderRule } from './reminder-rule';

@Injectable()
export class AppointmentSettingsRepository {
  async read(tx: SqlTx): Promise<{ zone: string; teamName: string; reminderRules: readonly ReminderRule[] }> {
    const { rules, ...team } = await tx.one(
      { zone: 'text', teamName: 'text', rules: 'json' },
      Prisma.sql`SELECT t.timezone AS zone, t.name AS "teamName", s.reminder_rules AS rules
        FROM team t LEFT JOIN appointment_settings s ON s.team_id = t.id WHERE t.id = brickwork_team()`,
    );
    return { ...team, reminderRules: (rules as ReminderRule[] | null) ?? defaultReminderRules };
  }

  async write(tx: SqlTx, rules: readonly ReminderRule[]): Promise<void> {
    await tx.execute(Prisma.sql`INSERT INTO appointment_settings (team_id, reminder_rules, updated_at)
      VALUES (brickwork_team(), ${JSON.stringify(rules)}::jsonb, now())
      ON CONFLICT (team_id) DO UPDATE SET reminder_rules = excluded.reminder_rules, updated_at = now()`);
  }
}
