import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ConditionProblem } from './condition-problems';

const reported = 50;
/** What only says that something below it is wrong. */
const wrappers: ReadonlySet<string> = new Set(['if', 'oneOf', 'anyOf', 'propertyNames']);
const codes: Record<string, string> = {
  required: 'required',
  additionalProperties: 'unknown_property',
  type: 'wrong_type',
  enum: 'not_allowed',
  const: 'not_allowed',
  discriminator: 'not_allowed',
  pattern: 'wrong_format',
  minLength: 'too_short',
  maxLength: 'too_long',
  minimum: 'too_small',
  maximum: 'too_large',
  minItems: 'too_few',
  maxItems: 'too_many',
  minProperties: 'too_few',
  maxProperties: 'too_many',
  uniqueItems: 'not_unique',
};

const options = { allErrors: true, discriminator: true, allowUnionTypes: true, strictRequired: false };

/**
 * Reads values by a JSON Schema (draft 2020-12): the value, or its mistakes. The schema is compiled when the first value is read: a
 * tenth of a second that no start has to wait for.
 */
export function schemaReader<T>(
  schema: object,
): (value: unknown) => { value: T; problems: [] } | { value: null; problems: ConditionProblem[] } {
  let compiled: ValidateFunction<T> | undefined;
  return (value) => {
    const fits = (compiled ??= new Ajv2020(options).compile<T>(schema));
    if (fits(value)) return { value, problems: [] };
    const errors = (fits.errors ?? []).filter(({ keyword }) => !wrappers.has(keyword));
    return { value: null, problems: errors.slice(0, reported).map(problemOf) };
  };
}

function problemOf(error: ErrorObject): ConditionProblem {
  const params = error.params as Record<string, unknown>;
  const property = params['missingProperty'] ?? params['additionalProperty'] ?? params['tag'];
  const path = property === undefined ? error.instancePath : `${error.instancePath}/${pointer(property)}`;
  const code =
    error.keyword === 'discriminator' && params['tagValue'] === undefined
      ? 'required'
      : (codes[error.keyword] ?? 'not_allowed');
  return { path, code, message: messageOf(error, params) };
}

const pointer = (name: unknown): string => String(name).replaceAll('~', '~0').replaceAll('/', '~1');

function messageOf(error: ErrorObject, params: Record<string, unknown>): string {
  if (error.propertyName !== undefined) return `The name "${error.propertyName}" is not allowed here.`;
  if (error.keyword === 'enum') return `One of ${(params['allowedValues'] as unknown[]).join(', ')}.`;
  if (error.keyword === 'discriminator')
    return `"${String(params['tagValue'])}" is no ${String(params['tag'])}.`;
  return `This ${error.message ?? 'is not allowed'}.`.slice(0, 300);
}
