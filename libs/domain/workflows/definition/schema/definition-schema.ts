import { EXIT_RULES } from '../definition.types';
import { DEFINITION_LIMITS } from '../problem';
import { object, oneOf, ref, taggedUnion, whole, type JsonSchema } from './json-schema';
import { nodeSchema } from './node-schema';
import { parts } from './parts-schema';
import { eventSchema, triggerSchema } from './trigger-schema';

const mode = (name: string) => object({ mode: { const: name } });

/** The published schema of a workflow. What it cannot say (targets, cycles, ids of the team) is checked besides. */
export const definitionSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Brickwork workflow',
  ...object({
    trigger: ref('trigger'),
    'entry?': ref('condition'),
    reentry: taggedUnion('mode', {
      never: mode('never'),
      after_leaving: mode('after_leaving'),
      always: mode('always'),
      every_days: object({ mode: { const: 'every_days' }, days: whole(1, 3_650) }),
    }),
    exit: { type: 'array', items: oneOf(EXIT_RULES), uniqueItems: true },
    'quietHours?': object(
      { from: ref('timeOfDay'), to: ref('timeOfDay') },
      'On the lead’s clock; may span midnight. Messages due inside wait until `to`.',
    ),
    start: ref('nodeId'),
    nodes: {
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' },
      additionalProperties: ref('node'),
      minProperties: 1,
      maxProperties: DEFINITION_LIMITS.nodes,
    },
  }),
  $defs: { trigger: triggerSchema, event: eventSchema, node: nodeSchema, ...parts },
};
