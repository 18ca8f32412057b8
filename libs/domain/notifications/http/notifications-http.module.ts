import { Module } from '@nestjs/common';
import { NotificationsModule } from '@domain/notifications';
import { NotificationSettingsController } from './notification-settings.controller';
import { NotificationsController } from './notifications.controller';

@Module({
  imports: [NotificationsModule],
  controllers: [NotificationSettingsController, NotificationsController],
})
export class NotificationsHttpModule {}
