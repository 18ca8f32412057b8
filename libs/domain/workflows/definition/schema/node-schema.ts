import { APPOINTMENT_TYPES } from '@domain/appointments';
import { TASK_PRIORITIES } from '@domain/tasks';
import type { NodeKind } from '../node.types';
import { DEFINITION_LIMITS } from '../problem';
import {
  either,
  flag,
  line,
  object,
  oneOf,
  ref,
  taggedUnion,
  text,
  whole,
  type JsonSchema,
} from './json-schema';

const next = { next: ref('nodeId') };
const named = { 'name?': line('For people') };
const purpose = { 'purpose?': oneOf(['marketing', 'transactional'], 'Default: marketing') };
const template = {
  'templateId?': { ...ref('uuid'), description: 'A template instead of a text; the text is filled in' },
  'templateVersion?': whole(1, 2_147_483_647, 'Default: the newest at the publish'),
};
const tag = { tagId: ref('uuid'), ...next };
const { smsBody, emailBody, arms } = DEFINITION_LIMITS;

/** Properties per kind of step, besides `kind` and `name`. A kind without an entry does not compile. */
const properties: Record<NodeKind, Record<string, JsonSchema>> = {
  SEND_EMAIL: {
    ...template,
    'subject?': line('With merge fields', 500),
    'previewText?': line('Shown behind the subject in an inbox', 500),
    'body?': text('HTML with merge fields', emailBody),
    ...purpose,
    ...next,
  },
  SEND_SMS: {
    ...template,
    'body?': text('Plain text with merge fields', smsBody),
    ...purpose,
    ...next,
  },
  WAIT_FOR: { duration: ref('duration'), ...next },
  WAIT_UNTIL: {
    time: ref('timeOfDay'),
    'weekdays?': {
      type: 'array',
      items: whole(1, 7, '1 Monday … 7 Sunday'),
      minItems: 1,
      uniqueItems: true,
    },
    zone: ref('zone'),
    ...next,
  },
  // `within` and `timeout` are asked for by the checks, which can say why.
  WAIT_FOR_EVENT: { event: ref('event'), 'within?': ref('duration'), 'timeout?': ref('nodeId'), ...next },
  BRANCH: { if: ref('condition'), yes: ref('nodeId'), no: ref('nodeId') },
  RANDOM_SPLIT: {
    arms: {
      type: 'array',
      items: object({ name: line('Name', 40), weight: whole(1, 99, 'Percent'), ...next }),
      minItems: 2,
      maxItems: arms,
    },
  },
  ADD_TAG: tag,
  REMOVE_TAG: tag,
  SET_FIELD: {
    field: line('status, stage, source, value or custom.<key>', 60),
    value: { type: ['string', 'number', 'boolean', 'null'], maxLength: 500 },
    ...next,
  },
  ASSIGN: {
    to: {
      type: 'object',
      ...either(
        { required: ['roundRobin'] },
        object({
          roundRobin: {
            type: 'array',
            items: ref('uuid'),
            maxItems: DEFINITION_LIMITS.listLength,
            uniqueItems: true,
            description: 'In turn among these; empty: among all members',
          },
        }),
        object({ userId: ref('uuid') }),
      ),
    },
    'keepOwner?': flag('True: a lead that belongs to somebody stays there'),
    ...next,
  },
  CREATE_TASK: {
    title: line('With merge fields'),
    'description?': text('With merge fields', 5_000),
    dueIn: ref('duration'),
    'priority?': oneOf(TASK_PRIORITIES),
    'assignTo?': ref('person'),
    ...next,
  },
  CREATE_APPOINTMENT: {
    title: line('With merge fields'),
    type: oneOf(APPOINTMENT_TYPES),
    host: ref('person'),
    inDays: whole(0, 365),
    at: ref('timeOfDay'),
    zone: ref('zone'),
    minutes: whole(5, 1_440),
    ...next,
  },
  NOTIFY_USER: {
    to: ref('person'),
    title: line('With merge fields'),
    body: text('With merge fields', 2_000),
    ...next,
  },
  ADJUST_SCORE: {
    points: whole(-100, 100),
    reason: line('Shown in the explanation of the score'),
    'expiresInDays?': whole(1, 3_650),
    ...next,
  },
  ENROL_IN_WORKFLOW: { workflowId: ref('uuid'), ...next },
  STOP_WORKFLOW: { workflowId: ref('uuid'), ...next },
  WEBHOOK: {
    url: line('https, a public host', 2_000),
    'data?': {
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]{0,63}$' },
      additionalProperties: { type: ['string', 'number', 'boolean'], maxLength: 1_000 },
      maxProperties: 50,
    },
    ...next,
  },
  GOAL: {},
  END: {},
};

const orTemplate = (written: string[]): JsonSchema => ({
  dependentRequired: { templateVersion: ['templateId'] },
  ...either({ required: ['templateId'] }, {}, { required: written }),
});
const more: Partial<Record<NodeKind, JsonSchema>> = {
  SEND_EMAIL: orTemplate(['subject', 'body']),
  SEND_SMS: orTemplate(['body']),
};

const schemaOf = (kind: NodeKind): JsonSchema => {
  const name = kind === 'GOAL' ? { name: line('What has been reached') } : named;
  return { ...object({ kind: { const: kind }, ...name, ...properties[kind] }), ...more[kind] };
};

export const nodeSchema = taggedUnion(
  'kind',
  Object.fromEntries((Object.keys(properties) as NodeKind[]).map((kind) => [kind, schemaOf(kind)])),
);
