export const NOTIFICATION_TYPES = [
  'APPOINTMENT_REMINDER',
  'WORKFLOW_NOTICE',
  'TASK_ASSIGNED',
  'TASK_DUE',
  'TASK_OVERDUE',
  'TEAM_MENTION',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

export interface NewNotification {
  userId: string;
  type: NotificationType;
  title: string;
  body: string;
  leadId?: string | null;
  appointmentId?: string | null;
  taskId?: string | null;
  noteId?: string | null;
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
  taskId: string | null;
  noteId: string | null;
  readAt: Date | null;
  createdAt: Date;
}
