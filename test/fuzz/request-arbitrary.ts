import fc from 'fast-check';
import type { Operation } from '../isolation/openapi-walk';
import { valueOf } from './schema-arbitrary';

export interface FuzzedRequest {
  /** With its query. */
  path: string;
  /** `undefined`: none. */
  body: string | Uint8Array | undefined;
  headers: Record<string, string>;
  /** As whom: the owner of the team, nobody, or with a token that is none. */
  as: 'owner' | 'nobody' | 'forger';
}

/** Ids of the team by the noun before them in a path: leads → id. */
export type Ids = Record<string, string>;

/** Requests to a route, most of which get past the door. */
export function requestTo(operation: Operation, ids: Ids): fc.Arbitrary<FuzzedRequest> {
  const anyId = fc.oneof(fc.constantFrom(...Object.values(ids)), fc.uuid());
  return fc
    .record({
      path: path(operation, ids),
      query: query(operation, anyId),
      sent: body(operation, anyId),
      key: fc.oneof(
        { weight: 6, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.stringMatching(/^[\x21-\x7e]{1,300}$/) },
      ),
      as: fc.oneof(
        { weight: 18, arbitrary: fc.constant('owner' as const) },
        { weight: 1, arbitrary: fc.constantFrom('nobody' as const, 'forger' as const) },
      ),
    })
    .map(({ path: url, query: asked, sent, key, as }) => ({
      path: asked ? `${url}?${asked}` : url,
      body: sent.body,
      headers: {
        ...(sent.type ? { 'content-type': sent.type } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      as,
    }));
}

function path(operation: Operation, ids: Ids): fc.Arbitrary<string> {
  const holes = [...operation.path.matchAll(/\/([\w-]+)\/\{(\w+)\}/g)];
  const fillings = holes.map(([, noun, name]) => {
    const own = ids[name === 'tagId' ? 'tags' : name === 'leadId' ? 'leads' : noun!];
    return fc.oneof(
      { weight: 10, arbitrary: own ? fc.constant(own) : fc.uuid() },
      { weight: 1, arbitrary: fc.oneof(fc.uuid(), fc.constantFrom(...Object.values(ids))) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
    );
  });
  return fc.tuple(...fillings).map((values) => {
    let next = 0;
    // A path of dots alone would be another path.
    const fill = () => encodeURIComponent(String(values[next++]).toWellFormed()).replace(/^\.+$/, '%2E');
    return operation.path.replace(/\{\w+\}/g, fill);
  });
}

function query(operation: Operation, anyId: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const parts = operation.query.map(({ name, schema }) =>
    fc.tuple(fc.nat(2), valueOf(schema, anyId)).map(([luck, value]) => (luck > 0 ? [] : pairs(name, value))),
  );
  return fc.tuple(...parts).map((all) => all.flat().join('&').slice(0, 6_000));
}

/** A list is repeated, as forms do. */
function pairs(name: string, value: unknown): string[] {
  const values = Array.isArray(value) ? value.slice(0, 4) : [value];
  return values.map((one) => {
    const text = typeof one === 'string' ? one : (JSON.stringify(one) ?? '');
    return `${encodeURIComponent(name)}=${encodeURIComponent(text.slice(0, 500).toWellFormed())}`;
  });
}

interface Sent {
  body: string | Uint8Array | undefined;
  type?: string;
}

function body(operation: Operation, anyId: fc.Arbitrary<string>): fc.Arbitrary<Sent> {
  if (operation.method === 'GET') return fc.constant({ body: undefined });
  const bytes = fc
    .tuple(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('application/json', 'text/csv', 'multipart/form-data; boundary=x', 'image/png', 'x/y'),
    )
    .map(([sent, type]): Sent => ({ body: sent, type }));
  if (operation.otherBody) return fc.oneof(bytes, form);
  const none = fc.constant<Sent>({ body: undefined });
  if (!operation.body) return fc.oneof({ weight: 8, arbitrary: none }, { weight: 1, arbitrary: bytes });
  const json = valueOf(operation.body, anyId).map((value): Sent => ({
    body: JSON.stringify(value) ?? 'null',
    type: 'application/json',
  }));
  return fc.oneof(
    { weight: 20, arbitrary: json },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: none },
  );
}

/** A form with a file of whatever, and fields of whatever. */
const form = fc
  .record({
    name: fc.constantFrom('file', 'other', ''),
    filename: fc.constantFrom('leads.csv', 'x.png', '../../x', ''),
    content: fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constant('name,email\nAna,ana@example.com\n'),
      fc.constant(''),
    ),
    field: fc.constantFrom('mapping', 'start', 'onDuplicate', 'nothing'),
    value: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('true', '{}', 'skip')),
  })
  .map(({ name, filename, content, field, value }): Sent => {
    const part = (head: string, text: string) =>
      `--xYx\r\ncontent-disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
    return {
      type: 'multipart/form-data; boundary=xYx',
      body: `${part(`name="${field}"`, value)}${part(`name="${name}"; filename="${filename}"`, content)}--xYx--\r\n`,
    };
  });
