import { customFieldLimits, type CustomField } from './custom-field';

export type CustomFieldValue = string | number | boolean | null;
export type ReadValue = { value: CustomFieldValue } | { problem: string };

type Field = Pick<CustomField, 'type' | 'options'>;

/**
 * A value as a field of this type keeps it, or why it is none. It may come as JSON or as text, from a form or a file: "$450,000" is a
 * number, "3/1/2026" (month first) a date, "yes" a boolean. Null, and text that is empty, clear the field.
 */
export function readCustomValue(field: Field, given: unknown): ReadValue {
  if (given === null || (typeof given === 'string' && given.trim() === '')) return { value: null };
  if (typeof given === 'object' || given === undefined) return { problem: 'must be a single value' };
  const value = readers[field.type](given as string | number | boolean, field.options);
  return value === undefined ? { problem: expectation(field) } : { value };
}

type Reader = (given: string | number | boolean, options: string[]) => CustomFieldValue | undefined;

const readers: Record<CustomField['type'], Reader> = {
  text: (given) => {
    const text = String(given).trim();
    return text.length <= customFieldLimits.textLength ? text : undefined;
  },
  number: (given) => {
    if (typeof given === 'number') return Number.isFinite(given) ? given : undefined;
    if (typeof given === 'boolean') return undefined;
    const digits = given
      .trim()
      .replace(/^(-?)[$€£]\s*/, '$1')
      .replace(/,(?=\d{3}(\D|$))/g, '');
    return /^-?\d{1,15}(\.\d{1,10})?$/.test(digits) ? Number(digits) : undefined;
  },
  date: (given) => (typeof given === 'string' ? readDay(given.trim()) : undefined),
  boolean: (given) => {
    if (typeof given === 'boolean') return given;
    const word = String(given).trim().toLowerCase();
    return ['true', 'yes', 'y', '1', 'x', 'on'].includes(word)
      ? true
      : ['false', 'no', 'n', '0', 'off'].includes(word)
        ? false
        : undefined;
  },
  select: (given, options) => optionOf(String(given), options),
  multi_select: (given, options) => {
    const chosen = splitChoices(String(given)).map((choice) => optionOf(choice, options));
    if (chosen.length === 0 || chosen.includes(undefined)) return undefined;
    // In the order of the definition: the same choice is the same value.
    return options.filter((option) => chosen.includes(option)).join('; ');
  },
  url: (given) => {
    const text = String(given).trim();
    if (typeof given !== 'string' || text.length > customFieldLimits.textLength) return undefined;
    // Without this a text like `javascript:` or a file's name would stand as a link in a mail.
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
    return new URL(text).href;
  },
};

/** The choices of a multi_select as it is written: `pool; garage`. */
export function splitChoices(text: string): string[] {
  return text
    .split(';')
    .map((choice) => choice.trim())
    .filter(Boolean);
}

function optionOf(text: string, options: string[]): string | undefined {
  const wanted = text.trim().toLowerCase();
  return options.find((option) => option.toLowerCase() === wanted);
}

/** `2026-03-01`, `3/1/2026` or an instant, of which the day as written is kept; a day that exists. */
function readDay(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : american ? [american[3], american[1], american[2]] : [];
  if (!year || !month || !day) return undefined;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(written) ? written : undefined;
}

function expectation({ type, options }: Field): string {
  switch (type) {
    case 'text':
      return `must have at most ${customFieldLimits.textLength} characters`;
    case 'number':
      return 'must be a number';
    case 'date':
      return 'must be a day such as 2026-03-01';
    case 'boolean':
      return 'must be true or false';
    case 'url':
      return 'must be an address that begins with https:// or http://';
    case 'select':
      return `must be one of ${listed(options)}`;
    case 'multi_select':
      return `must be some of ${listed(options)}, separated by ;`;
  }
}

function listed(options: string[]): string {
  return options.length <= 10 ? options.join(', ') : `${options.slice(0, 10).join(', ')} …`;
}
