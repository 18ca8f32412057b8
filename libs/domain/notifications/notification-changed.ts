import { defineLiveEvent } from '@platform/realtime';
import type { NotificationType } from './notification';

/** Of a person's own list, to that person alone; `notificationId` is null when all were read at once. */
export interface NotificationChanged {
  notificationId: string | null;
  what: 'created' | 'read' | 'deleted' | 'all_read';
  /** Of a new one. */
  type?: NotificationType;
}

export const notificationChanged = defineLiveEvent<NotificationChanged>({
  type: 'notification.changed',
  version: 1,
  permission: null,
});
