import fc from 'fast-check';
import { hostileValues } from '../isolation/openapi-walk';

export type Schema = Record<string, any>; // eslint-disable-line -- JSON Schema is a tree of anything

const hostile = hostileValues.filter((value) => typeof value !== 'string' || value.length < 10_000);
/** Texts that have broken programs: other scripts, signs that combine, controls, halves of a pair. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 3_000 }),
  fc.constantFrom('', ' ', '0', 'null', '{{lead.firstName}}', '%', '_', '\\', "'; --", '-1', '🏡'.repeat(50)),
);

const byFormat: Record<string, fc.Arbitrary<unknown>> = {
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  date: fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  'date-time': fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString()),
};

/** Mostly what the schema asks for, now and then something else in any place of it. `ids` are such that exist. */
export function valueOf(schema: Schema, ids: fc.Arbitrary<string>, depth = 0): fc.Arbitrary<unknown> {
  const wrong = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...hostile) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
  return fc.oneof(
    { weight: 12, arbitrary: meant(schema, ids, depth) },
    { weight: 1, arbitrary: wrong },
    ...(schema.example === undefined ? [] : [{ weight: 4, arbitrary: fc.constant(schema.example) }]),
  );
}

function meant(schema: Schema, ids: fc.Arbitrary<string>, depth: number): fc.Arbitrary<unknown> {
  const choices = (schema.oneOf ?? schema.anyOf ?? schema.allOf) as Schema[] | undefined;
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (choices?.length) return fc.oneof(...choices.map((choice) => meant(choice, ids, depth + 1)));
  if (depth > 6) return fc.constant(null);
  if (schema.properties || schema.type === 'object') return record(schema, ids, depth);
  if (schema.type === 'array')
    return fc.array(valueOf(schema.items ?? {}, ids, depth + 1), { minLength: 0, maxLength: 4 });
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'integer' || schema.type === 'number') return number(schema);
  if (schema.type !== 'string') return fc.jsonValue({ maxDepth: 2 });
  if (schema.format === 'uuid') return ids;
  return fc.oneof(byFormat[schema.format as string] ?? text, text);
}

function record(schema: Schema, ids: fc.Arbitrary<string>, depth: number): fc.Arbitrary<unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = new Set<string>(schema.required ?? []);
  const parts = Object.entries(properties).map(([name, value]) =>
    fc
      .tuple(fc.nat(19), valueOf(value, ids, depth + 1))
      .map(([luck, made]): [string, unknown][] =>
        luck < (required.has(name) ? 19 : 8) ? [[name, made]] : [],
      ),
  );
  const unknown = fc.oneof(
    { weight: 30, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.string({ maxLength: 12 }), fc.jsonValue()).map((entry) => [entry]),
    },
  );
  return fc
    .tuple(unknown, ...parts)
    .map((entries) => Object.fromEntries(entries.flat() as [string, unknown][]));
}

function number(schema: Schema): fc.Arbitrary<number> {
  const min = Number(schema.minimum ?? -1_000_000);
  const max = Number(schema.maximum ?? 1_000_000);
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: Math.ceil(min), max: Math.floor(Math.max(min, max)) }) },
    { weight: 2, arbitrary: fc.constantFrom(min - 1, min, max, max + 1, 0, 2 ** 31, 2 ** 53, -(2 ** 63)) },
    { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  );
}
