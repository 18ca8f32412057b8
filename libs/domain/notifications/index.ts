export { NOTIFICATION_TYPES } from './notification';
export type { Notification, NotificationType } from './notification';
export { NotificationsModule } from './notifications.module';
export { Notifications } from './notifications.service';
