import { DomainError } from '@platform/errors';

const maxDepth = 20;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** Parses JSON; a key that could reach an object's prototype makes it invalid. @throws DomainError invalid/invalid_json */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('invalid', 'invalid_json', 'The body is not valid JSON.');
  }
}

/**
 * Refuses what no field could mean and Postgres would not store: NUL, half of a surrogate pair, nesting beyond 20.
 * @throws DomainError invalid/validation_failed
 */
export function checkPlain(value: unknown): void {
  const open: { value: unknown; depth: number; path: string }[] = [{ value, depth: 0, path: '' }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: item, depth, path } = next;
    if (typeof item === 'string') checkText(item, path);
    if (typeof item !== 'object' || item === null || Buffer.isBuffer(item)) continue;
    if (depth >= maxDepth) throw refusal(path, 'too_deep', `Nesting goes no deeper than ${maxDepth}.`);
    for (const key of Object.keys(item)) {
      if (forbidden.has(key) && !Array.isArray(item))
        throw refusal(path ? `${path}.${key}` : key, 'unknown_property', 'This name is not allowed.');
      checkText(key, path);
      open.push({
        value: (item as Record<string, unknown>)[key],
        depth: depth + 1,
        path: path ? `${path}.${key}` : key,
      });
    }
  }
}

function checkText(text: string, path: string): void {
  if (text.includes('\0') || !text.isWellFormed())
    throw refusal(path, 'not_text', 'Text may not hold NUL or half a character.');
}

function refusal(field: string, code: string, message: string): DomainError {
  const errors = [{ field: field.slice(0, 200).toWellFormed().replaceAll('\0', ''), code, message }];
  return new DomainError(
    'invalid',
    'validation_failed',
    'The request has properties that are missing, unknown or wrong.',
    { errors },
  );
}
