export const NOTIFICATION_TYPES = [
  'APPOINTMENT_REMINDER',
  'WORKFLOW_NOTICE',
  'TASK_ASSIGNED',
  'TASK_DUE',
  'TASK_OVERDUE',
  'TEAM_MENTION',
  'LEAD_ASSIGNED',
  'LEAD_OFFERED',
  'SLA_BREACHED',
  'LEAD_STATUS_CHANGED',
  'MESSAGE_RECEIVED',
  'EMAIL_OPENED',
  'CAMPAIGN_COMPLETED',
  'SYSTEM_ALERT',
] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Ways to hear of something: in the product and on open pages, by mail at once, and in the daily digest while it is unread. */
export interface Channels {
  inApp: boolean;
  email: boolean;
  digest: boolean;
}

export interface NotificationSetting extends Channels {
  type: NotificationType;
}

const inApp: Channels = { inApp: true, email: false, digest: false };
const alsoInDigest: Channels = { ...inApp, digest: true };

/** What holds for whoever has said nothing. What comes by the hundred is off; what stops the team's work goes by mail. */
export const channelsByDefault: Record<NotificationType, Channels> = {
  APPOINTMENT_REMINDER: inApp,
  WORKFLOW_NOTICE: inApp,
  TASK_ASSIGNED: inApp,
  TASK_DUE: inApp,
  TASK_OVERDUE: inApp,
  TEAM_MENTION: alsoInDigest,
  LEAD_ASSIGNED: inApp,
  // The link in the mail is one of the ways to claim it.
  LEAD_OFFERED: { ...inApp, email: true },
  SLA_BREACHED: alsoInDigest,
  LEAD_STATUS_CHANGED: inApp,
  MESSAGE_RECEIVED: inApp,
  EMAIL_OPENED: { inApp: false, email: false, digest: false },
  CAMPAIGN_COMPLETED: alsoInDigest,
  SYSTEM_ALERT: { inApp: true, email: true, digest: false },
};

export interface NewNotification {
  userId: string;
  type: NotificationType;
  title: string;
  body: string;
  leadId?: string | null;
  appointmentId?: string | null;
  taskId?: string | null;
  noteId?: string | null;
  campaignId?: string | null;
  /** Instead of title and body, where a mail says more, such as a link that is the reader's alone. Until then it is of use. */
  mail?: { paragraphs: string[]; notAfter: Date };
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
  campaignId: string | null;
  readAt: Date | null;
  createdAt: Date;
}
