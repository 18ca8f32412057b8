import { Injectable } from '@nestjs/common';
import { Activities, changedFields, type Author } from '@domain/activities';
import { Database, type TenantScope } from '@platform/database';
import { checkRules } from './check-rules';
import { AppointmentSettingsRepository } from './appointment-settings.repository';
import type { ReminderRule } from './reminder-rule';

/** What a team's appointments are reminded of unless they say otherwise. */
@Injectable()
export class ReminderSettings {
  constructor(
    private readonly database: Database,
    private readonly activities: Activities,
    private readonly repository: AppointmentSettingsRepository,
  ) {}

  async get(scope: TenantScope): Promise<readonly ReminderRule[]> {
    const { reminderRules } = await this.database.sql(scope, (tx) => this.repository.read(tx));
    return reminderRules;
  }

  /**
   * Replaces the rules. They hold for what is booked or changed from now on: what is planned stays as it was told.
   * @throws DomainError invalid/validation_failed with the codes rule_reaches_nobody, rule_repeated
   */
  async put(
    scope: TenantScope,
    rules: readonly ReminderRule[],
    { userId }: Author,
  ): Promise<readonly ReminderRule[]> {
    checkRules(rules, 'rules');
    await this.database.sql(scope, async (tx) => {
      const { reminderRules } = await this.repository.read(tx);
      const changes = changedFields({ reminderRules }, { reminderRules: rules }, ['reminderRules']);
      if (Object.keys(changes).length === 0) return;
      await this.repository.write(tx, rules);
      const title = 'Settings changed: reminders of appointments';
      await this.activities.record(tx, [{ type: 'settings.updated', title, userId, changes }]);
    });
    return rules;
  }
}
