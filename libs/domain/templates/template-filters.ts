/** What a merge field may hold; anything else (objects, arrays) counts as missing. */
export type MergeValue = string | number | boolean | Date | null | undefined;

/** Gets a value that is present; `undefined` back means the value cannot be shown this way and counts as missing. */
export type Filter = (value: NonNullable<MergeValue>) => string | undefined;

const LONG_DATE = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const WHOLE_DOLLARS = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 0,
});
const DOLLARS_AND_CENTS = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** The text of a value as it stands; `undefined` when it is missing (null, blank, not a plain value). */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10);
  return undefined;
}

/** Words typed all in one case are cased; a word of mixed case (McDonald) was meant that way. */
function capitalize(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}'’]*/gu, (word) => {
    if (word !== word.toLowerCase() && word !== word.toUpperCase()) return word;
    const [first = ''] = word;
    return first.toUpperCase() + word.slice(first.length).toLowerCase();
  });
}

function date(value: NonNullable<MergeValue>): string | undefined {
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/.exec(toText(value) ?? '');
  if (!day) return undefined;
  const at = new Date(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])));
  const exists = at.getUTCMonth() === Number(day[2]) - 1 && at.getUTCDate() === Number(day[3]);
  return exists ? LONG_DATE.format(at) : undefined;
}

function currency(value: NonNullable<MergeValue>): string | undefined {
  const text = (toText(value) ?? '').replace(/[$,\s]/g, '');
  if (!/^-?\d{1,15}(?:\.\d{1,10})?$/.test(text)) return undefined;
  const amount = Number(text);
  return (Number.isInteger(amount) ? WHOLE_DOLLARS : DOLLARS_AND_CENTS).format(amount);
}

/**
 * Filters without an argument. `date` shows the calendar day of an ISO date, read as written (no zone is applied), in long
 * US form; `currency` shows US dollars, with cents only when there are any.
 */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', (value) => toText(value)?.toUpperCase()],
  ['lower', (value) => toText(value)?.toLowerCase()],
  ['capitalize', (value) => capitalize(toText(value) ?? '')],
  ['date', date],
  ['currency', currency],
]);
