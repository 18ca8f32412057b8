export const REMINDER_CHANNELS = ['EMAIL', 'SMS', 'IN_APP'] as const;
export type ReminderChannel = (typeof REMINDER_CHANNELS)[number];

/** LEADS: the lead and all attending leads. HOST: the host. EVERYONE: all attendees and the host. */
export const REMINDER_AUDIENCES = ['LEADS', 'HOST', 'EVERYONE'] as const;
export type ReminderAudience = (typeof REMINDER_AUDIENCES)[number];

/** What becomes of a text whose time lies outside the team's sending hours; never after the start. */
export const QUIET_HOURS = ['HOLD', 'BRING_FORWARD'] as const;
export type QuietHours = (typeof QUIET_HOURS)[number];

export interface ReminderRule {
  /** Minutes before the start. */
  offsetMinutes: number;
  channel: ReminderChannel;
  audience: ReminderAudience;
  /** Late by more than that, e.g. after an outage, it is not sent. */
  usefulMinutes: number;
  quietHours: QuietHours;
}

/** A day before by mail, two hours before by text, and the host a quarter of an hour before. */
export const defaultReminderRules: readonly ReminderRule[] = [
  { offsetMinutes: 1_440, channel: 'EMAIL', audience: 'LEADS', usefulMinutes: 720, quietHours: 'HOLD' },
  { offsetMinutes: 120, channel: 'SMS', audience: 'LEADS', usefulMinutes: 90, quietHours: 'BRING_FORWARD' },
  { offsetMinutes: 15, channel: 'IN_APP', audience: 'HOST', usefulMinutes: 15, quietHours: 'HOLD' },
];
