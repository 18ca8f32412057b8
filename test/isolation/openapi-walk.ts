import type { OpenAPIObject } from '@nestjs/swagger';

export type Schema = Record<string, any>; // eslint-disable-line -- JSON Schema is a tree of anything

export interface Operation {
  method: string;
  path: string;
  /** Names of the parameters in the path, and of those in the query with their schemas. */
  pathParams: string[];
  query: { name: string; schema: Schema; required: boolean }[];
  /** The JSON body's schema; undefined when the route takes none. */
  body: Schema | undefined;
  /** True when the route takes something other than JSON. */
  otherBody: boolean;
  access: string;
  statuses: number[];
}

/** Every route of the document, so that a route that is added is tested without being named. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Schema>)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .map(([method, operation]): Operation => {
        const parameters = (operation.parameters ?? []) as Schema[];
        const content = operation.requestBody?.content ?? {};
        return {
          method: method.toUpperCase(),
          path,
          pathParams: parameters
            .filter((parameter) => parameter.in === 'path')
            .map(({ name }) => name as string),
          query: parameters
            .filter((parameter) => parameter.in === 'query')
            .map(({ name, schema, required }) => ({
              name,
              schema: resolve(document, schema),
              required: Boolean(required),
            })),
          body: content['application/json'] && resolve(document, content['application/json'].schema),
          otherBody: Object.keys(content).some((type) => type !== 'application/json'),
          access: operation['x-access'] ?? 'public',
          statuses: Object.keys(operation.responses).map(Number),
        };
      }),
  );
}

/** A schema with its references replaced, down to where it refers to itself. */
function resolve(document: OpenAPIObject, schema: Schema, depth = 0): Schema {
  if (!schema || depth > 6) return {};
  if (schema.$ref) {
    const name = String(schema.$ref).split('/').pop()!;
    return resolve(document, (document.components!.schemas as Record<string, Schema>)[name]!, depth + 1);
  }
  if (schema.allOf?.length === 1) return resolve(document, schema.allOf[0], depth + 1);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, value]) => [
      key,
      resolve(document, value as Schema, depth + 1),
    ]),
  );
  return {
    ...schema,
    ...(schema.properties ? { properties } : {}),
    ...(schema.items ? { items: resolve(document, schema.items, depth + 1) } : {}),
  };
}

/** A body that a well-meaning caller would send, from the examples and types of the document. */
export function exampleOf(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.properties || schema.type === 'object') {
    const required = new Set<string>(schema.required ?? []);
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([key]) => required.has(key))
        .map(([key, value]) => [key, exampleOf(value as Schema)]),
    );
  }
  if (schema.type === 'array') return [exampleOf(schema.items ?? {})];
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1;
  if (schema.type === 'boolean') return false;
  return schema.format === 'uuid' ? '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' : 'text';
}

/** Values no property should take, whatever its type: the wrong type, too much, and what attackers try. */
export const hostileValues: unknown[] = [
  null,
  '',
  'x'.repeat(300_000 / 2),
  -1,
  1e308,
  1.5,
  true,
  [],
  [[[]]],
  {},
  { $ne: null },
  { __proto__: { admin: true }, constructor: 'x' },
  '\u0000',
  "' OR 1=1 --",
  '{{constructor.constructor("return process")()}}',
  '../../etc/passwd',
  '=cmd|calc!A1',
  'a\r\nBcc: everyone@example.com',
  '99999999999999999999999',
  '2026-99-99T99:99:99Z',
  '\ud800',
];

/** What is no object of the right names at all. */
export const shapelessBodies = (good: Record<string, unknown>): unknown[] => [
  { ...good, id: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f', teamId: 'x', role: 'OWNER' },
  [good],
  'null',
  '"text"',
  {},
];
