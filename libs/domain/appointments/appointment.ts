import type { ReminderRule } from './reminders/reminder-rule';

export const APPOINTMENT_TYPES = [
  'CALL',
  'MEETING',
  'DEMO',
  'CONSULTATION',
  'FOLLOW_UP',
  'SHOWING',
  'OPEN_HOUSE',
] as const;
export type AppointmentType = (typeof APPOINTMENT_TYPES)[number];

export const ATTENDEE_RESPONSES = ['NEEDS_ACTION', 'ACCEPTED', 'DECLINED'] as const;
export type AttendeeResponse = (typeof ATTENDEE_RESPONSES)[number];

export const appointmentLimits = {
  attendees: 50,
  rules: 20,
  /** A longer one is several; the searches for overlaps look back no further. */
  minutes: 24 * 60,
  /** A list or free/busy of more days is asked for in parts. */
  rangeDays: 366,
} as const;

export interface Appointment {
  id: string;
  title: string;
  type: AppointmentType;
  status: AppointmentStatus;
  startAt: Date;
  endAt: Date;
  /** IANA. */
  zone: string;
  hostId: string;
  leadId: string | null;
  location: string | null;
  meetingUrl: string | null;
  description: string | null;
  outcome: string | null;
  revision: number;
  icsSequence: number;
  invite: boolean;
  /** Null: the team's rules. */
  reminderRules: ReminderRule[] | null;
  messageSourceId: string;
  inviteSourceId: string;
  rescheduleRequestedAt: Date | null;
  confirmedAt: Date | null;
  noShowSuspectedAt: Date | null;
  closedAt: Date | null;
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const APPOINTMENT_STATUSES = ['SCHEDULED', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW'] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** One of the three is stated. */
export interface AttendeeInput {
  leadId?: string;
  userId?: string;
  email?: string;
  /** Of a plain address. */
  name?: string;
}

export interface Attendee {
  id: string;
  /** `lead:<id>`, `user:<id>` or `email:<address>`. */
  key: string;
  leadId: string | null;
  userId: string | null;
  /** The lead's or the user's own, or the plain address. */
  email: string | null;
  name: string | null;
  response: AttendeeResponse;
  respondedAt: Date | null;
}

/** When it takes place: an instant, or what the clock of `zone` shows. */
export interface TimeInput {
  startAt?: Date;
  /** `YYYY-MM-DDTHH:mm` on the clock of the zone. */
  localStart?: string;
  /** Which of two, when the clock is set back over the local time. Default: the earlier. */
  repeated?: 'earlier' | 'later';
  endAt?: Date;
  durationMinutes?: number;
  /** IANA. Default: the team's. */
  zone?: string;
}

export interface AppointmentDetails {
  title?: string;
  type?: AppointmentType;
  hostId?: string;
  leadId?: string | null;
  location?: string | null;
  meetingUrl?: string | null;
  description?: string | null;
  attendees?: AttendeeInput[];
  reminderRules?: ReminderRule[] | null;
  invite?: boolean;
  /** Books even though the host has something else then. */
  allowConflict?: boolean;
}

/** On an update, what is left out stays and null clears. */
export type AppointmentChanges = TimeInput & AppointmentDetails;
export type NewAppointment = AppointmentChanges & { title: string; type: AppointmentType };

export interface AppointmentFilter {
  from?: Date;
  to?: Date;
  status?: AppointmentStatus[];
  type?: AppointmentType[];
  hostId?: string;
  leadId?: string;
}

/** How one reminder stands. */
export interface ReminderView {
  id: string;
  revision: number;
  offsetMinutes: number;
  channel: string;
  recipient: string;
  dueAt: Date;
  /** planned | sent | skipped | cancelled; a sent one's message has a state of its own. */
  state: string;
  reason: string | null;
  messageId: string | null;
  messageState: string | null;
}

export interface AppointmentView extends Appointment {
  attendees: Attendee[];
  /** The current revision's first. */
  reminders: ReminderView[];
}

/** A span in which a host is not free. */
export interface BusySpan {
  startAt: Date;
  endAt: Date;
}
