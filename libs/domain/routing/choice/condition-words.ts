import type { Comparison, Condition } from '@domain/conditions';

const signs: Partial<Record<Comparison['op'], string>> = {
  eq: '=',
  ne: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  in: 'is one of',
  not_in: 'is none of',
  exists: 'is known',
  missing: 'is not known',
};
const longest = 300;

/** `lead.source` is "source", `lead.custom.postal_code` "postal_code". */
const factWords = (fact: string): string => fact.replace(/^lead\.(custom\.)?/, '');

function words(condition: Condition, inside: boolean): string {
  if ('all' in condition) return joined(condition.all, ' and ', 'every lead', inside);
  if ('any' in condition) return joined(condition.any, ' or ', 'no lead', inside);
  if ('not' in condition) return `not (${words(condition.not, false)})`;
  const { fact, op, value } = condition;
  const said = Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value);
  return [factWords(fact), signs[op] ?? op.replaceAll('_', ' '), said].filter(Boolean).join(' ');
}

function joined(parts: Condition[], by: string, none: string, inside: boolean): string {
  if (parts.length === 0) return none;
  const all = parts.map((part) => words(part, parts.length > 1)).join(by);
  return inside && parts.length > 1 ? `(${all})` : all;
}

/** A condition as a sentence for the log: "source = zillow and value ≥ 500000". */
export function conditionWords(condition: Condition): string {
  const all = words(condition, false);
  return all.length > longest ? `${all.slice(0, longest - 1)}…` : all;
}
