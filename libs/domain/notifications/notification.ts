export const NOTIFICATION_TYPES = ['APPOINTMENT_REMINDER', 'WORKFLOW_NOTICE'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export interface NewNotification {
  userId: string;
  type: NotificationType;
  title: string;
  body: string;
  leadId?: string | null;
  appointmentId?: string | null;
  /** At most one notification of the team has this key, ever. */
  dedupeKey: string;
}

export interface Notification {
  id: string;
  type: NotificationType;
  title: string;
  body: string;
  leadId: string | null;
  appointmentId: string | null;
  readAt: Date | null;
  createdAt: Date;
}
