import type { LeadFilter } from '@domain/leads';
import type { Condition } from '@domain/conditions';

/** Triggers of one event about one lead; the same can be waited for in the middle of a run. */
export const EVENT_TRIGGERS = [
  'LEAD_CREATED',
  'LEAD_STATUS_CHANGED',
  'LEAD_ASSIGNED',
  'SLA_BREACHED',
  'EMAIL_OPENED',
  'EMAIL_CLICKED',
  'MESSAGE_RECEIVED',
  'SCORE_THRESHOLD',
  'TAG_ADDED',
  'TAG_REMOVED',
  'APPOINTMENT_CREATED',
  'APPOINTMENT_RESCHEDULED',
  'APPOINTMENT_CANCELLED',
  'APPOINTMENT_CONFIRMED',
  'APPOINTMENT_COMPLETED',
  'APPOINTMENT_NO_SHOW',
] as const;
export type EventTriggerType = (typeof EVENT_TRIGGERS)[number];

export const TRIGGER_TYPES = [
  ...EVENT_TRIGGERS,
  'CAMPAIGN_COMPLETED',
  'TASK_OVERDUE',
  'NO_REPLY_FOR',
  'DATE_FIELD',
  'TIME_BASED',
  'INBOUND_WEBHOOK',
  'MANUAL',
] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

/** Every filter that is left out matches anything; all that are given must match. */
interface Filtered {
  /** Facts about the event and the lead, at the moment of the event. */
  where?: Condition;
}

export interface LeadCreatedTrigger extends Filtered {
  type: 'LEAD_CREATED';
  /** Sources of the lead, e.g. `website`. */
  sources?: string[];
  /** True: leads of a quiet import as well. */
  includeQuiet?: boolean;
}
export interface LeadStatusChangedTrigger extends Filtered {
  type: 'LEAD_STATUS_CHANGED';
  from?: string[];
  to?: string[];
}
export interface LeadAssignedTrigger extends Filtered {
  type: 'LEAD_ASSIGNED';
  /** Whom it was assigned to. */
  userIds?: string[];
}
/** Nobody was in contact with the lead in the time that its routing rule, or the team, promises. */
export interface SlaBreachedTrigger extends Filtered {
  type: 'SLA_BREACHED';
  /** Whose turn it was. */
  userIds?: string[];
}
export interface MessageSeenTrigger extends Filtered {
  type: 'EMAIL_OPENED' | 'EMAIL_CLICKED';
  campaignIds?: string[];
}
export interface MessageReceivedTrigger extends Filtered {
  type: 'MESSAGE_RECEIVED';
  channels?: ('EMAIL' | 'SMS')[];
}
export interface ScoreThresholdTrigger extends Filtered {
  type: 'SCORE_THRESHOLD';
  /** The lead has come into one of these grade bands; the bands have hysteresis, so a score that trembles fires once. */
  bands?: string[];
  direction?: 'up' | 'down';
}
export interface TagTrigger extends Filtered {
  type: 'TAG_ADDED' | 'TAG_REMOVED';
  tagIds?: string[];
}
export interface AppointmentTrigger extends Filtered {
  type: Extract<EventTriggerType, `APPOINTMENT_${string}`>;
  /** SHOWING, OPEN_HOUSE, … */
  appointmentTypes?: string[];
}

export type EventTrigger =
  | LeadCreatedTrigger
  | LeadStatusChangedTrigger
  | LeadAssignedTrigger
  | SlaBreachedTrigger
  | MessageSeenTrigger
  | MessageReceivedTrigger
  | ScoreThresholdTrigger
  | TagTrigger
  | AppointmentTrigger;

/** Everyone the campaign was sent to enters. */
export interface CampaignCompletedTrigger extends Filtered {
  type: 'CAMPAIGN_COMPLETED';
  campaignIds?: string[];
}
/** A task about the lead is open after its due time; once per task. */
export interface TaskOverdueTrigger extends Filtered {
  type: 'TASK_OVERDUE';
  priorities?: string[];
}
/** We wrote last, and the lead has been silent for so long since. Once per silence. */
export interface NoReplyTrigger extends Filtered {
  type: 'NO_REPLY_FOR';
  days: number;
  channels?: ('EMAIL' | 'SMS')[];
}
/** Days before (negative) or after a date of the lead, at a time of day in the lead's own zone (else the team's). */
export interface DateFieldTrigger extends Filtered {
  type: 'DATE_FIELD';
  /** `createdAt`, `lastContactAt` or `custom.<key>` holding `YYYY-MM-DD`. */
  field: string;
  offsetDays: number;
  /** `HH:mm` */
  at: string;
  /** True: an anniversary; 29 February is kept on 28 February in other years. */
  yearly?: boolean;
}
/** By the clock: everyone in `filter` enters at each tick. */
export interface TimeBasedTrigger extends Filtered {
  type: 'TIME_BASED';
  /** Five fields, at most every 15 minutes. */
  cron: string;
  /** IANA name. */
  zone: string;
  filter: LeadFilter;
}
/** A secret URL of the workflow. The lead is found, or made, by what is in the body. */
export interface InboundWebhookTrigger extends Filtered {
  type: 'INBOUND_WEBHOOK';
  /** Names of top-level properties of the JSON body. */
  match: { by: 'email' | 'phone' | 'leadId'; property: string };
  /** Makes a lead of an unknown address (by email or phone). */
  create?: { name?: string; source: string };
}
/** Only by hand, by the API, or by a step of another workflow; that is possible for every other trigger too. */
export interface ManualTrigger extends Filtered {
  type: 'MANUAL';
}

export type Trigger =
  | EventTrigger
  | CampaignCompletedTrigger
  | TaskOverdueTrigger
  | NoReplyTrigger
  | DateFieldTrigger
  | TimeBasedTrigger
  | InboundWebhookTrigger
  | ManualTrigger;
