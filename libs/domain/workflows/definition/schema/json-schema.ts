import { DEFINITION_LIMITS } from '../problem';

/** JSON Schema, draft 2020-12, as far as it is used here. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** Text of one line that is not blank. */
export const line = (description: string, maxLength: number = DEFINITION_LIMITS.line): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f][^\\u0000-\\u001f\\u007f]*$',
  description,
});
export const text = (description: string, maxLength: number): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  description,
});
export const whole = (minimum: number, maximum: number, description?: string): JsonSchema => ({
  type: 'integer',
  minimum,
  maximum,
  ...(description && { description }),
});
export const oneOf = (values: readonly string[], description?: string): JsonSchema => ({
  enum: values,
  ...(description && { description }),
});
export const listOf = (items: JsonSchema, description?: string): JsonSchema => ({
  type: 'array',
  items,
  minItems: 1,
  maxItems: DEFINITION_LIMITS.listLength,
  uniqueItems: true,
  ...(description && { description }),
});

export const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
export const flag = (description: string): JsonSchema => ({ type: 'boolean', description });

/** An object with exactly these properties; names that end in `?` may be missing. */
export function object(properties: Record<string, JsonSchema>, description?: string): JsonSchema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    ...(description && { description }),
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), properties[name]])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

/** One of several objects that are told apart by a property. */
export function taggedUnion(tag: string, members: Record<string, JsonSchema>): JsonSchema {
  return {
    type: 'object',
    discriminator: { propertyName: tag },
    required: [tag],
    oneOf: Object.values(members),
  };
}

const branches = ['if', 'then', 'else'] as const;

/** Built from a list: an object that is written with a `then` of its own looks like a promise. */
export const either = (condition: JsonSchema, then: JsonSchema, otherwise: JsonSchema): JsonSchema =>
  Object.fromEntries([condition, then, otherwise].map((schema, index) => [branches[index], schema]));
