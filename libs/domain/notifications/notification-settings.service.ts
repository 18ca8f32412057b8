import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { invalidField } from '@platform/errors';
import { channelsByDefault, NOTIFICATION_TYPES, type NotificationSetting } from './notification';
import { NotificationSettingsRepository } from './notification-settings.repository';

/** By which ways a person wants to hear of what, in the team they work for. */
@Injectable()
export class NotificationSettings {
  constructor(
    private readonly database: Database,
    private readonly repository: NotificationSettingsRepository,
  ) {}

  /** Every type, whether the person has said something about it or not. */
  async get(scope: TenantScope, userId: string): Promise<NotificationSetting[]> {
    const said = await this.database.sql(scope, (tx) => this.repository.find(tx, userId));
    const byType = new Map(said.map((setting) => [setting.type, setting]));
    return NOTIFICATION_TYPES.map((type) => byType.get(type) ?? { type, ...channelsByDefault[type] });
  }

  /**
   * Changes the types that are named and leaves the others; what was sent before stays where it is.
   * @throws DomainError invalid/validation_failed (type_repeated)
   */
  async put(
    scope: TenantScope,
    userId: string,
    settings: NotificationSetting[],
  ): Promise<NotificationSetting[]> {
    if (new Set(settings.map(({ type }) => type)).size < settings.length)
      throw invalidField('settings', 'type_repeated', 'A type is named twice.');
    await this.database.sql(scope, (tx) => this.repository.write(tx, userId, settings));
    return this.get(scope, userId);
  }
}
