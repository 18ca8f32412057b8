import type { Condition } from './rules/rule';

export type FactValue = string | number | boolean | null;

/** What conditions may look at, as of one instant. */
export interface LeadFacts {
  /** By field name; texts as stored. */
  fields: Readonly<Record<string, FactValue>>;
  custom: Readonly<Record<string, unknown>>;
  tagIds: readonly string[];
  createdAt: Date;
}

const day = 86_400_000;

/** Number fields that grow by themselves, in days. */
export const clockFields = ['daysSinceCreated', 'daysQuiet'] as const;
export type ClockField = (typeof clockFields)[number];

export function isClockField(field: string): field is ClockField {
  return (clockFields as readonly string[]).includes(field);
}

/** As Postgres does it: spaces only, and ASCII letters only, so that both sides agree on every text. */
export function plain(text: string): string {
  return text.replaceAll(/^ +| +$/g, '').replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A number as people write it: `$450,000`. */
export function numberIn(value: unknown): number | null {
  if (value === null || value === undefined || typeof value === 'object') return null;
  const text = String(value).replaceAll(/[$, ]/g, '');
  return /^-?[0-9]{1,15}([.][0-9]{1,6})?$/.test(text) ? Number(text) : null;
}

export function customKeyOf(field: string): string | undefined {
  return field.startsWith('custom.') ? field.slice('custom.'.length) : undefined;
}

/** `since` is the instant each clock field counts from. */
export function holds(
  condition: Condition,
  facts: LeadFacts,
  since: Readonly<Record<ClockField, Date>>,
  at: Date,
): boolean {
  const { field } = condition;
  if (field === 'tags') {
    if (condition.op === 'oneOf') return condition.values.some((id) => facts.tagIds.includes(id));
    return (condition.op === 'present') === facts.tagIds.length > 0;
  }
  const key = customKeyOf(field);
  const value = isClockField(field)
    ? (at.getTime() - since[field].getTime()) / day
    : key === undefined
      ? (facts.fields[field] ?? null)
      : Object.hasOwn(facts.custom, key)
        ? (facts.custom[key] as FactValue)
        : null;
  return matches(condition, value);
}

function matches(condition: Condition, value: FactValue): boolean {
  switch (condition.op) {
    case 'present':
      return value !== null && plain(String(value)) !== '';
    case 'absent':
      return value === null || plain(String(value)) === '';
    case 'oneOf':
      return value !== null && condition.values.map(plain).includes(plain(String(value)));
    case 'atLeast':
    case 'atMost': {
      const number = isClockField(condition.field) ? (value as number) : numberIn(value);
      if (number === null) return false;
      return condition.op === 'atLeast' ? number >= condition.value : number <= condition.value;
    }
  }
}
