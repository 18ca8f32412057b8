import { LEAD_STATUSES } from '@domain/leads';
import { OPERATORS } from '@domain/conditions';
import { DEFINITION_LIMITS } from '../problem';
import { either, line, listOf, object, oneOf, ref, whole, type JsonSchema } from './json-schema';

const scalar: JsonSchema = {
  type: ['string', 'number', 'boolean'],
  maxLength: 500,
};
const conditions: JsonSchema = {
  type: 'array',
  items: ref('condition'),
  maxItems: DEFINITION_LIMITS.listLength,
};
const group = (name: string, value: JsonSchema): JsonSchema => ({
  properties: { [name]: value },
  required: [name],
  additionalProperties: false,
});
const comparison: JsonSchema = {
  properties: {
    fact: line('Name of a fact: lead.…, messages.…, tasks.…, event.…', 120),
    op: oneOf(OPERATORS),
    value: { anyOf: [scalar, { type: 'array', items: scalar, maxItems: DEFINITION_LIMITS.listLength }] },
  },
  required: ['fact', 'op'],
  additionalProperties: false,
};

/** What the schemas of triggers, steps and settings refer to. */
export const parts: Record<string, JsonSchema> = {
  uuid: {
    type: 'string',
    pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  },
  nodeId: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' },
  timeOfDay: { type: 'string', pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:mm' },
  zone: line('`lead` (else the team’s), `team`, or an IANA name', 64),
  duration: object(
    { amount: whole(1, 1_051_200), unit: oneOf(['minutes', 'hours', 'days', 'weeks']) },
    `At most ${DEFINITION_LIMITS.waitDays} days; a day is 24 hours.`,
  ),
  person: {
    description: '`owner`: whom the lead belongs to.',
    ...either({ type: 'string' }, { const: 'owner' }, object({ userId: ref('uuid') })),
  },
  // Nested ifs instead of a union: a mistake is reported at its place, not once per alternative.
  condition: {
    type: 'object',
    description: '{ all: […] }, { any: […] }, { not: … } or { fact, op, value }',
    ...either(
      { required: ['all'] },
      group('all', conditions),
      either(
        { required: ['any'] },
        group('any', conditions),
        either({ required: ['not'] }, group('not', ref('condition')), comparison),
      ),
    ),
  },
  leadFilter: object(
    {
      'status?': listOf(oneOf(LEAD_STATUSES)),
      'stage?': line('Stage', 100),
      'source?': line('Source', 100),
      'minScore?': whole(0, 1_000_000),
      'maxScore?': whole(0, 1_000_000),
      'assignee?': line('Id of a user, or `unassigned`', 36),
      'tagIds?': listOf(ref('uuid'), 'Leads with any of these tags'),
      'timezone?': line('IANA zone', 64),
      'state?': line('State', 60),
    },
    'All conditions hold together; {} is every lead.',
  ),
};
