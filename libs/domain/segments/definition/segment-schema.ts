import { CALENDAR_OPERATORS, OPERATORS } from '@domain/conditions';

type Schema = Record<string, unknown>;

export const SEGMENT_LIMITS = {
  name: 200,
  description: 2_000,
  /** Groups inside groups. */
  depth: 6,
  /** Comparisons in all. */
  comparisons: 50,
  listLength: 100,
  text: 199,
} as const;

const scalar: Schema = {
  type: ['string', 'number', 'boolean'],
  minLength: 1,
  maxLength: SEGMENT_LIMITS.text,
};
const list: Schema = {
  type: 'array',
  items: { $ref: '#/$defs/condition' },
  maxItems: SEGMENT_LIMITS.listLength,
};
const group = (name: string, value: Schema): Schema => ({
  properties: { [name]: value },
  required: [name],
  additionalProperties: false,
});
const comparison: Schema = {
  properties: {
    fact: {
      type: 'string',
      minLength: 1,
      maxLength: 120,
      description: 'A name from GET /api/segments/facts',
    },
    op: { enum: [...OPERATORS, ...CALENDAR_OPERATORS] },
    value: {
      description: 'A list for in, not_in, has_any, has_all and between; none for exists and missing.',
      anyOf: [scalar, { type: 'array', items: scalar, minItems: 1, maxItems: SEGMENT_LIMITS.listLength }],
    },
  },
  required: ['fact', 'op'],
  additionalProperties: false,
};

const branches = ['if', 'then', 'else'] as const;
/** Built from a list: an object that is written with a `then` of its own looks like a promise. */
const either = (...schemas: Schema[]): Schema =>
  Object.fromEntries(schemas.map((schema, index) => [branches[index], schema]));

/** The published schema of a segment. What it cannot say (facts, operators of each, ids of the team) is checked besides. */
export const segmentSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Brickwork segment',
  $ref: '#/$defs/condition',
  $defs: {
    // Nested ifs instead of a union: a mistake is reported at its place, not once per alternative.
    condition: {
      type: 'object',
      description: '{ all: […] }, { any: […] }, { not: … } or { fact, op, value }',
      ...either(
        { required: ['all'] },
        group('all', list),
        either(
          { required: ['any'] },
          group('any', list),
          either({ required: ['not'] }, group('not', { $ref: '#/$defs/condition' }), comparison),
        ),
      ),
    },
  },
};
