const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Postgres has no NUL in text and no half of a surrogate pair in JSON: one such event would fail its whole batch. */
const nul = String.fromCharCode(0);

/** `text` as Postgres can store it, cut to `max` UTF-16 units; empty becomes null. */
export function storableText(text: string | null | undefined, max: number): string | null {
  if (!text) return null;
  const clean = text.slice(0, max).toWellFormed();
  return (clean.includes(nul) ? clean.replaceAll(nul, '') : clean) || null;
}

/** An id of ours that went around through a provider: anything that is no UUID is nothing. */
export function storableId(id: string | null | undefined): string | null {
  return id && uuid.test(id) ? id.toLowerCase() : null;
}

/** Every string inside `value` made storable, for jsonb; nesting past 20 levels is dropped. */
export function storableJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value, 10_000) ?? '';
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 20) return null;
  if (Array.isArray(value)) return value.map((item) => storableJson(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storableText(key, 200) ?? '', storableJson(item, depth + 1)]),
  );
}

const earliest = Date.UTC(2000, 0, 1);
const day = 86_400_000;

/** A provider's time, or `receivedAt` when it is no sane one. */
export function storableInstant(at: Date, receivedAt: Date): Date {
  const time = at.getTime();
  return time >= earliest && time <= receivedAt.getTime() + day ? at : receivedAt;
}
