import { APPOINTMENT_TYPES } from '@domain/appointments';
import { LEAD_STATUSES } from '@domain/leads';
import { TASK_PRIORITIES } from '@domain/tasks';
import { EVENT_TRIGGERS, type TriggerType } from '../trigger.types';
import { flag, line, listOf, object, oneOf, ref, taggedUnion, whole, type JsonSchema } from './json-schema';

const channels = listOf(oneOf(['EMAIL', 'SMS']));
const message = { 'campaignIds?': listOf(ref('uuid'), 'Only messages of these campaigns') };
const tags = { 'tagIds?': listOf(ref('uuid'), 'Any of these tags') };
const appointment = { 'appointmentTypes?': listOf(oneOf(APPOINTMENT_TYPES)) };
const statuses = listOf(oneOf(LEAD_STATUSES));

/** Properties per trigger, besides `type` and `where`. A trigger without an entry does not compile. */
const properties: Record<TriggerType, Record<string, JsonSchema>> = {
  LEAD_CREATED: {
    'sources?': listOf(line('Source of the lead', 100)),
    'includeQuiet?': flag('True: leads of a quiet import as well'),
  },
  LEAD_STATUS_CHANGED: { 'from?': statuses, 'to?': statuses },
  LEAD_ASSIGNED: { 'userIds?': listOf(ref('uuid'), 'Assigned to one of these') },
  SLA_BREACHED: { 'userIds?': listOf(ref('uuid'), 'It was the turn of one of these') },
  EMAIL_OPENED: message,
  EMAIL_CLICKED: message,
  MESSAGE_RECEIVED: { 'channels?': channels },
  SCORE_THRESHOLD: {
    'bands?': listOf(line('Grade band the lead has come into', 20)),
    'direction?': oneOf(['up', 'down']),
  },
  TAG_ADDED: tags,
  TAG_REMOVED: tags,
  APPOINTMENT_CREATED: appointment,
  APPOINTMENT_RESCHEDULED: appointment,
  APPOINTMENT_CANCELLED: appointment,
  APPOINTMENT_CONFIRMED: appointment,
  APPOINTMENT_COMPLETED: appointment,
  APPOINTMENT_NO_SHOW: appointment,
  CAMPAIGN_COMPLETED: { 'campaignIds?': listOf(ref('uuid')) },
  TASK_OVERDUE: { 'priorities?': listOf(oneOf(TASK_PRIORITIES)) },
  NO_REPLY_FOR: { days: whole(1, 365, 'Days of silence since our last message'), 'channels?': channels },
  DATE_FIELD: {
    field: line('createdAt, lastContactAt or custom.<key> holding YYYY-MM-DD', 60),
    offsetDays: whole(-365, 365, 'Days after the date; negative: before'),
    at: ref('timeOfDay'),
    'yearly?': flag('True: every year'),
  },
  TIME_BASED: {
    cron: line('Five fields, at most every 15 minutes', 100),
    zone: line('IANA name', 64),
    filter: ref('leadFilter'),
  },
  INBOUND_WEBHOOK: {
    match: object({
      by: oneOf(['email', 'phone', 'leadId']),
      property: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Property of the body' },
    }),
    'create?': object({
      'name?': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Property with the name' },
      source: line('Source of leads made this way', 100),
    }),
  },
  MANUAL: {},
};

const schemaOf = (type: TriggerType): JsonSchema =>
  object({ type: { const: type }, ...properties[type], 'where?': ref('condition') });
const union = (types: readonly TriggerType[]): JsonSchema =>
  taggedUnion('type', Object.fromEntries(types.map((type) => [type, schemaOf(type)])));

export const triggerSchema = union(Object.keys(properties) as TriggerType[]);
/** What can be waited for: one event about the lead of the run. */
export const eventSchema = union(EVENT_TRIGGERS);
