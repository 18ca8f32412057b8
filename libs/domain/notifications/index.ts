export { NOTIFICATION_TYPES } from './notification';
export type { Channels, Notification, NotificationSetting, NotificationType } from './notification';
export { NotificationSettings } from './notification-settings.service';
export { NotificationsModule } from './notifications.module';
export { Notifications } from './notifications.service';
