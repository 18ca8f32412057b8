import type { Consent, CustomFields, CustomValue, LeadChange } from '../lead';
import type { StoredLead } from '../leads.repository';

/** Fields of which a person may say whose value stays. A name is first name, last name and all. */
export const MERGE_FIELDS = [
  'name',
  'email',
  'phone',
  'company',
  'position',
  'city',
  'state',
  'status',
  'source',
  'value',
  'stage',
  'assignedToId',
  'timezone',
] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];

export const MERGE_SIDES = ['survivor', 'merged'] as const;
export type MergeSide = (typeof MERGE_SIDES)[number];

export type MergeChoices = { [K in MergeField]?: MergeSide } & { customFields?: Record<string, MergeSide> };

/** What becomes of one field, for a person to look at. */
export interface MergedField {
  /** A field, or customFields.<key>. */
  field: string;
  /** Whose value stays. */
  from: MergeSide;
  value: CustomValue;
  /** What the other lead has there. */
  other: CustomValue;
  /** Both have a value, and they differ: worth a look. */
  conflict: boolean;
}

/** What becomes of the word on being written to: nobody's choice, for a person to know. */
export interface MergedConsent {
  field: keyof Consents;
  value: Consent | boolean;
  survivor: Consent | boolean;
  merged: Consent | boolean;
}

export interface MergedLead {
  /** What changes on the survivor. */
  change: LeadChange;
  fields: MergedField[];
  consents: MergedConsent[];
}

type Consents = Pick<StoredLead, 'emailConsent' | 'smsConsent' | 'doNotEmail' | 'doNotText' | 'doNotCall'>;
type Two = readonly [survivor: StoredLead, merged: StoredLead];

const zoneRank = { unknown: 0, area_code: 1, state: 2, given: 3 } as const;
const isEmpty = (value: CustomValue | undefined): boolean =>
  value === null || value === undefined || value === '';

/**
 * The survivor after the merge. Its own values stay; what it lacks is filled from the other lead; choices go before both. Consent is
 * not a choice: see `stricter`.
 */
export function mergeLeads(survivor: StoredLead, merged: StoredLead, choices: MergeChoices): MergedLead {
  const two: Two = [survivor, merged];
  const sides = MERGE_FIELDS.map((field) => [field, choices[field] ?? sideOf(field, two)] as const);
  const taken = Object.assign(
    {},
    ...sides.map(([field, side]) => (side === 'merged' ? valuesOf(field, merged) : {})),
  );
  const custom = customFields(two, choices.customFields ?? {});
  const consents = consentsOf(two);
  const wanted: LeadChange = { ...taken, customFields: custom.values, ...consents };
  return {
    change: differences(survivor, wanted),
    fields: [
      ...sides.map(([field, side]) => view(field, side, survivor[field], merged[field])),
      ...custom.fields,
    ],
    consents: (Object.keys(consents) as (keyof Consents)[]).map((field) => ({
      ...{ field, value: consents[field], survivor: survivor[field], merged: merged[field] },
    })),
  };
}

function sideOf(field: MergeField, [survivor, merged]: Two): MergeSide {
  if (field === 'timezone') {
    const better = zoneRank[merged.timezoneSource] > zoneRank[survivor.timezoneSource];
    return better && merged.timezone !== null ? 'merged' : 'survivor';
  }
  return isEmpty(survivor[field]) && !isEmpty(merged[field]) ? 'merged' : 'survivor';
}

function valuesOf(field: MergeField, lead: StoredLead): LeadChange {
  switch (field) {
    case 'name':
      return { name: lead.name, firstName: lead.firstName, lastName: lead.lastName };
    case 'timezone':
      return { timezone: lead.timezone, timezoneSource: lead.timezoneSource };
    default:
      return { [field]: lead[field] };
  }
}

function customFields([survivor, merged]: Two, choices: Record<string, MergeSide>) {
  const keys = [...new Set([...Object.keys(survivor.customFields), ...Object.keys(merged.customFields)])];
  const values: CustomFields = {};
  const fields: MergedField[] = [];
  for (const key of keys.sort()) {
    const [own, others] = [survivor.customFields[key], merged.customFields[key]];
    const chosen = Object.hasOwn(choices, key) ? choices[key] : undefined;
    const side = chosen ?? (isEmpty(own) && !isEmpty(others) ? 'merged' : 'survivor');
    const value = side === 'merged' ? others : own;
    if (value !== undefined) values[key] = value;
    fields.push(view(`customFields.${key}`, side, own, others));
  }
  return { values, fields };
}

function view(
  field: string,
  from: MergeSide,
  own: CustomValue | undefined,
  others: CustomValue | undefined,
): MergedField {
  const [value = null, other = null] = from === 'survivor' ? [own, others] : [others, own];
  return { field, from, value, other, conflict: !isEmpty(own) && !isEmpty(others) && own !== others };
}

/** Whoever refused once has refused. */
function consentsOf([a, b]: Two): Consents {
  return {
    emailConsent: stricter([a.emailConsent, a.email], [b.emailConsent, b.email]),
    smsConsent: stricter([a.smsConsent, a.phone], [b.smsConsent, b.phone]),
    doNotEmail: a.doNotEmail || b.doNotEmail,
    doNotText: a.doNotText || b.doNotText,
    doNotCall: a.doNotCall || b.doNotCall,
  };
}

/**
 * The stricter of two consents: refused, then never asked, then given. Never having been asked says nothing of a lead without an
 * address on the channel: there was nothing to ask about.
 */
export function stricter(
  [one, address]: readonly [Consent, string | null],
  [other, otherAddress]: readonly [Consent, string | null],
): Consent {
  if (one === 'denied' || other === 'denied') return 'denied';
  const asked = (consent: Consent, at: string | null) => consent !== 'unknown' || at !== null;
  const said = [...(asked(one, address) ? [one] : []), ...(asked(other, otherAddress) ? [other] : [])];
  return said.length > 0 && said.every((consent) => consent === 'granted') ? 'granted' : 'unknown';
}

function differences(before: StoredLead, wanted: LeadChange): LeadChange {
  const same = (a: unknown, b: unknown) =>
    a === b ? true : JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  return Object.fromEntries(
    Object.entries(wanted).filter(([field, value]) => !same(before[field as keyof StoredLead], value)),
  );
}

/** Custom values in one order, whichever lead named them first. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
