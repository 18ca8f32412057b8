import { isCustomKey } from '@domain/custom-fields';
import { isStorableText } from '@platform/validation';

export const maxCustomBytes = 16 * 1024;

/** Why the value cannot be stored as custom fields, or null when it can: one flat level, 16 KB in all. */
export function customFieldsProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'customFields must be an object';
  for (const [key, field] of Object.entries(value)) {
    if (!isCustomKey(key)) return 'a key of customFields is 1 to 40 letters, digits or _';
    if (field === null || typeof field === 'boolean') continue;
    if (typeof field === 'number' && Number.isFinite(field)) continue;
    if (typeof field === 'string' && isStorableText(field)) continue;
    return `customFields.${key} must be a text, a number, true, false or null`;
  }
  return Buffer.byteLength(JSON.stringify(value)) > maxCustomBytes
    ? 'customFields are larger than 16 KB'
    : null;
}
