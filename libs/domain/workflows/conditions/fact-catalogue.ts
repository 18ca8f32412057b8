import { CONSENTS, LEAD_STATUSES } from '@domain/leads';
import type { TriggerType } from '../definition/trigger.types';
import type { FactType } from './condition.types';

/** What an id in a value must belong to. */
export type Reference = 'tag' | 'user' | 'campaign' | 'workflow';

export interface FactDefinition {
  type: FactType;
  about: string;
  /** The only values there are. */
  options?: readonly string[];
  refers?: Reference;
}

const text = (about: string, more: Partial<FactDefinition> = {}): FactDefinition => ({
  type: 'text',
  about,
  ...more,
});
const number = (about: string): FactDefinition => ({ type: 'number', about });
const boolean = (about: string): FactDefinition => ({ type: 'boolean', about });
const instant = (about: string): FactDefinition => ({ type: 'instant', about });

/** What is known of any lead, at the moment it is asked. */
export const LEAD_FACTS = {
  'lead.name': text('Name'),
  'lead.firstName': text('First name'),
  'lead.lastName': text('Last name'),
  'lead.email': text('Email address'),
  'lead.phone': text('Telephone number, E.164'),
  'lead.company': text('Company'),
  'lead.position': text('Position'),
  'lead.city': text('City'),
  'lead.state': text('State, two letters'),
  'lead.status': text('Status', { options: LEAD_STATUSES }),
  'lead.stage': text('Stage'),
  'lead.source': text('Source'),
  'lead.value': number('Expected value of the deal'),
  'lead.score': number('Score'),
  'lead.assignedToId': text('Whom the lead belongs to', { refers: 'user' }),
  'lead.timezone': text('IANA zone'),
  'lead.emailConsent': text('Consent to email', { options: CONSENTS }),
  'lead.smsConsent': text('Consent to texts', { options: CONSENTS }),
  'lead.doNotEmail': boolean('Do not email'),
  'lead.doNotText': boolean('Do not text'),
  'lead.doNotCall': boolean('Do not call'),
  'lead.createdAt': instant('When the lead came in'),
  'lead.lastContactAt': instant('Last contact, either way'),
  'lead.tagIds': { type: 'texts', about: 'Tags', refers: 'tag' },
  'messages.emailsSent': number('Emails a provider has taken'),
  'messages.textsSent': number('Texts a provider has taken'),
  'messages.emailsOpened': number('Emails opened by a person; a mail proxy is none'),
  'messages.emailsClicked': number('Emails with a click'),
  'messages.replies': number('Messages the lead has written to us'),
  'messages.bounces': number('Emails that came back'),
  'messages.lastSentAt': instant('Last message a provider has taken'),
  'messages.lastOpenedAt': instant('Last opening of an email by a person'),
  'messages.lastClickedAt': instant('Last click'),
  'messages.lastReplyAt': instant('Last message from the lead'),
  'tasks.open': number('Open tasks about the lead'),
  'tasks.overdue': number('Open tasks past their time'),
  'score.engagement': number('Part of the score: what the lead does with our messages, 0 to 100'),
  'score.behaviour': number('Part of the score: views and visits, 0 to 100'),
  'score.profile': number('Part of the score: how well the lead fits, 0 to 100'),
  'score.band': text('Grade band of the score'),
  'appointments.upcoming': number('Appointments ahead that are not cancelled'),
  'appointments.completed': number('Appointments that took place'),
  'appointments.noShows': number('Appointments the lead missed'),
  'appointments.nextAt': instant('Start of the next appointment'),
  'appointments.lastCompletedAt': instant('Start of the last appointment that took place'),
} as const satisfies Record<string, FactDefinition>;
export type LeadFact = keyof typeof LEAD_FACTS;

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

const custom = /^lead\.custom\.[a-zA-Z0-9_]{1,40}$/;
const webhookData = /^event\.data\.[a-zA-Z0-9_-]{1,64}$/;

/** The fact of that name in a workflow with that trigger; undefined when there is none. */
export function factOf(name: string, trigger?: TriggerType): FactDefinition | undefined {
  if (Object.hasOwn(LEAD_FACTS, name)) return LEAD_FACTS[name as LeadFact];
  if (custom.test(name)) return { type: 'any', about: 'A custom field of the lead' };
  if (!trigger) return undefined;
  if (Object.hasOwn(EVENT_FACTS[trigger], name)) return EVENT_FACTS[trigger][name];
  if (trigger === 'INBOUND_WEBHOOK' && webhookData.test(name))
    return { type: 'any', about: 'A property of the body' };
  return undefined;
}
