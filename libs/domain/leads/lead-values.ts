import { invalidField } from '@platform/errors';
import { customFieldsProblem } from './custom-fields';
import { normaliseEmail } from './email-address';
import type { LeadChange, LeadInput, LeadValues } from './lead';
import { splitName } from './person-name';
import { normalisePhone } from './phone';
import { deriveTimeZone } from './time-zone';
import { usStateCode } from './us-states';

const newLead: Omit<LeadValues, 'name'> = {
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  company: null,
  position: null,
  city: null,
  state: null,
  status: 'NEW',
  score: 0,
  source: 'manual',
  value: null,
  stage: null,
  assignedToId: null,
  timezone: null,
  timezoneSource: 'unknown',
  customFields: {},
  emailConsent: 'unknown',
  smsConsent: 'unknown',
  doNotEmail: false,
  doNotText: false,
  doNotCall: false,
};

/**
 * All columns of a new lead: addresses normalised, name and time zone derived where they are not given.
 * @throws DomainError invalid with the field, e.g. email/email_invalid, name/name_missing
 */
export function newLeadValues(input: LeadInput): LeadValues {
  const base: LeadValues = { ...newLead, name: '' };
  return { ...base, ...leadChange(base, input) };
}

/**
 * The columns that `input` changes in `current`, derived ones included.
 * @throws DomainError invalid with the field at fault
 */
export function leadChange(current: LeadValues, input: LeadInput): LeadChange {
  const { name, firstName, lastName, email, phone, state, timezone, customFields, ...plain } = input;
  const next: LeadValues = { ...current, ...withoutUndefined(plain) };
  if (email !== undefined) next.email = email === null ? null : readEmail(email);
  if (phone !== undefined) next.phone = phone === null ? null : readPhone(phone);
  if (state !== undefined) next.state = readState(state);
  if (customFields !== undefined) next.customFields = readCustomFields(customFields);
  const namesConcerned =
    current.name === '' || [name, firstName, lastName].some((given) => given !== undefined);
  if (namesConcerned) Object.assign(next, namesOf(next, { name, firstName, lastName }));
  const zoneConcerned = [timezone, state, phone].some((given) => given !== undefined);
  if (zoneConcerned) Object.assign(next, zoneOf(next, timezone));
  return changedOnly(current, next);
}

/** State as two letters when it is one of the US; other regions stay as written. */
export function readState(written: string | null): string | null {
  const text = written?.trim() ?? '';
  return text === '' ? null : (usStateCode(text) ?? text);
}

function readEmail(raw: string): string {
  const email = normaliseEmail(raw);
  if (!email) throw invalidField('email', 'email_invalid', 'This is not an email address.');
  return email;
}

function readPhone(raw: string): string {
  const phone = normalisePhone(raw);
  if (!phone)
    throw invalidField(
      'phone',
      'phone_invalid',
      'This is not a phone number; write others than US numbers with +.',
    );
  return phone.e164;
}

function readCustomFields(
  value: NonNullable<LeadInput['customFields']>,
): NonNullable<LeadInput['customFields']> {
  const problem = customFieldsProblem(value);
  if (problem) throw invalidField('customFields', 'custom_fields_invalid', problem);
  return value;
}

type NameInput = Pick<LeadInput, 'name' | 'firstName' | 'lastName'>;

function namesOf(next: LeadValues, given: NameInput): Pick<LeadValues, 'name' | 'firstName' | 'lastName'> {
  const name = given.name === undefined ? undefined : given.name?.trim();
  const parts = name ? splitName(name) : next;
  const firstName = given.firstName === undefined ? parts.firstName : given.firstName?.trim() || null;
  const lastName = given.lastName === undefined ? parts.lastName : given.lastName?.trim() || null;
  const partsGiven = given.firstName !== undefined || given.lastName !== undefined;
  const joined = [firstName, lastName].filter(Boolean).join(' ');
  const kept = name === undefined && !partsGiven ? next.name : '';
  const result = name || kept || joined || nameFromAddress(next);
  if (!result)
    throw invalidField('name', 'name_missing', 'A lead needs a name, an email address or a phone number.');
  return { name: result, firstName, lastName };
}

/** What to call a lead of whom only an address is known: the part before the @, or the number. */
export function nameFromAddress({ email, phone }: { email: string | null; phone: string | null }): string {
  return email?.slice(0, email.lastIndexOf('@')) ?? phone ?? '';
}

function zoneOf(
  next: LeadValues,
  given: string | null | undefined,
): Pick<LeadValues, 'timezone' | 'timezoneSource'> {
  if (given === undefined && next.timezoneSource === 'given') return next;
  const { zone, source } = deriveTimeZone({ timezone: given, state: next.state, phoneE164: next.phone });
  if (given && source !== 'given') {
    throw invalidField(
      'timezone',
      'timezone_invalid',
      'This is not an IANA time zone, e.g. America/Chicago.',
    );
  }
  return { timezone: zone, timezoneSource: source };
}

function changedOnly(current: LeadValues, next: LeadValues): LeadChange {
  const keys = Object.keys(next) as (keyof LeadValues)[];
  return Object.fromEntries(
    keys.filter((key) => !same(current[key], next[key])).map((key) => [key, next[key]]),
  );
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return sorted(a) === sorted(b);
}

function sorted(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}
