export const CUSTOM_FIELD_TYPES = [
  'text',
  'number',
  'date',
  'boolean',
  'select',
  'multi_select',
  'url',
] as const;
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** A field that a team added to its leads. */
export interface CustomField {
  id: string;
  /** What merge tags (`lead.custom.<key>`), filters and imports call it. Never changes. */
  key: string;
  label: string;
  /** Never changes: what is stored would change its meaning. */
  type: CustomFieldType;
  /** What select and multi_select offer; empty for the others. */
  options: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface NewCustomField {
  label: string;
  type: CustomFieldType;
  /** Left out: made of the label. */
  key?: string;
  options?: string[];
}

export interface CustomFieldChanges {
  label?: string;
  options?: string[];
}

/** What becomes of the values on the leads when a field is deleted. */
export type FateOfValues = 'keep' | 'delete';

export const customFieldLimits = {
  perTeam: 100,
  options: 200,
  optionLength: 100,
  textLength: 2_000,
} as const;

/** A merge field is named `lead.custom.<key>`, so a key is a plain word. */
const customKey = /^[a-zA-Z0-9_]{1,40}$/;
const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isCustomKey(key: string): boolean {
  return customKey.test(key) && !inherited.has(key);
}

/** "Property Interest" → `propertyInterest`; null when nothing of the label can stand in a key. */
export function customKeyOf(label: string): string | null {
  const plain = label.normalize('NFD').replaceAll(/\p{M}/gu, '');
  const [first = '', ...rest] = plain.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const lowFirst =
    first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1);
  const key = [lowFirst, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())]
    .join('')
    .slice(0, 40);
  return isCustomKey(key) ? key : null;
}
