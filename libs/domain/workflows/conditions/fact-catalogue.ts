import { leadFactOf, type FactDefinition } from '@domain/conditions';
import { LEAD_STATUSES } from '@domain/leads';
import type { TriggerType } from '../definition/trigger.types';

const text = (about: string, more: Partial<FactDefinition> = {}): FactDefinition => ({
  type: 'text',
  about,
  ...more,
});
const number = (about: string): FactDefinition => ({ type: 'number', about });
const boolean = (about: string): FactDefinition => ({ type: 'boolean', about });
const instant = (about: string): FactDefinition => ({ type: 'instant', about });

const message = {
  'event.channel': text('EMAIL or SMS', { options: ['EMAIL', 'SMS'] }),
  'event.campaignId': text('Campaign of the message', { refers: 'campaign' }),
};
const appointment = {
  'event.appointmentId': text('Appointment'),
  'event.appointmentType': text('SHOWING, OPEN_HOUSE, …'),
  'event.startsAt': instant('Start of the appointment'),
};
const tag = { 'event.tagId': text('Tag', { refers: 'tag' }) };

/** What the event that started the run tells, besides the lead. */
export const EVENT_FACTS: Record<TriggerType, Record<string, FactDefinition>> = {
  LEAD_CREATED: { 'event.quiet': boolean('Came with a quiet import') },
  LEAD_STATUS_CHANGED: {
    'event.from': text('Status before', { options: LEAD_STATUSES }),
    'event.to': text('Status after', { options: LEAD_STATUSES }),
  },
  LEAD_ASSIGNED: {
    'event.fromUserId': text('Owner before', { refers: 'user' }),
    'event.toUserId': text('Owner after', { refers: 'user' }),
  },
  SLA_BREACHED: {
    'event.ownerId': text('Whose turn it was; unknown when nobody had the lead', { refers: 'user' }),
    'event.minutes': number('Minutes that were promised'),
  },
  EMAIL_OPENED: message,
  EMAIL_CLICKED: message,
  MESSAGE_RECEIVED: message,
  SCORE_THRESHOLD: {
    'event.from': text('Grade band before'),
    'event.to': text('Grade band after'),
    'event.score': number('Score'),
    'event.direction': text('up or down', { options: ['up', 'down'] }),
  },
  TAG_ADDED: tag,
  TAG_REMOVED: tag,
  APPOINTMENT_CREATED: appointment,
  APPOINTMENT_RESCHEDULED: appointment,
  APPOINTMENT_CANCELLED: appointment,
  APPOINTMENT_CONFIRMED: appointment,
  APPOINTMENT_COMPLETED: appointment,
  APPOINTMENT_NO_SHOW: appointment,
  CAMPAIGN_COMPLETED: { 'event.campaignId': message['event.campaignId'] },
  TASK_OVERDUE: { 'event.taskId': text('Task'), 'event.priority': text('Priority of the task') },
  NO_REPLY_FOR: { 'event.silentDays': number('Days of silence') },
  DATE_FIELD: { 'event.date': text('The date, YYYY-MM-DD') },
  TIME_BASED: {},
  INBOUND_WEBHOOK: {},
  MANUAL: {},
};

const webhookData = /^event\.data\.[a-zA-Z0-9_-]{1,64}$/;
const inSegment = /^lead\.inSegment\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** The id of the segment that `lead.inSegment.<id>` speaks of. */
export const segmentIn = (name: string): string | undefined => inSegment.exec(name)?.[1]?.toLowerCase();

/** The fact of that name in a workflow with that trigger; undefined when there is none. */
export function factOf(name: string, trigger?: TriggerType): FactDefinition | undefined {
  const ofLead = leadFactOf(name);
  if (ofLead) return ofLead;
  if (segmentIn(name)) return boolean('Whether the lead is in the segment');
  if (!trigger) return undefined;
  if (Object.hasOwn(EVENT_FACTS[trigger], name)) return EVENT_FACTS[trigger][name];
  if (trigger === 'INBOUND_WEBHOOK' && webhookData.test(name))
    return { type: 'any', about: 'A property of the body' };
  return undefined;
}
