import { isDeepStrictEqual } from 'node:util';

/** As it is stored and shown; in whatever order its keys are. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** What differs between two states of a thing, as an activity tells it: `{ field: { from, to } }`, of these fields. */
export function changedFields<T extends object>(
  before: T,
  after: T,
  fields: readonly (keyof T & string)[],
): Record<string, { from: unknown; to: unknown }> {
  const changed = fields.filter((field) => !isDeepStrictEqual(plain(before[field]), plain(after[field])));
  return Object.fromEntries(changed.map((field) => [field, { from: before[field], to: after[field] }]));
}
