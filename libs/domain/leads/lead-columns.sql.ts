import { Prisma } from '@platform/database';
import type { LeadChange, LeadValues } from './lead';

/** Every column that callers write, with the cast its parameter needs. */
export const writableColumns: { [K in keyof LeadValues]: { column: string; cast: string } } = {
  name: { column: 'name', cast: 'text' },
  firstName: { column: 'first_name', cast: 'text' },
  lastName: { column: 'last_name', cast: 'text' },
  email: { column: 'email', cast: 'text' },
  phone: { column: 'phone', cast: 'text' },
  company: { column: 'company', cast: 'text' },
  position: { column: 'position', cast: 'text' },
  city: { column: 'city', cast: 'text' },
  state: { column: 'state', cast: 'text' },
  status: { column: 'status', cast: 'text' },
  score: { column: 'score', cast: 'int' },
  source: { column: 'source', cast: 'text' },
  value: { column: 'value', cast: 'numeric' },
  stage: { column: 'stage', cast: 'text' },
  assignedToId: { column: 'assigned_to_id', cast: 'uuid' },
  timezone: { column: 'timezone', cast: 'text' },
  timezoneSource: { column: 'timezone_source', cast: 'text' },
  customFields: { column: 'custom_fields', cast: 'jsonb' },
  emailConsent: { column: 'email_consent', cast: 'text' },
  smsConsent: { column: 'sms_consent', cast: 'text' },
  doNotEmail: { column: 'do_not_email', cast: 'boolean' },
  doNotText: { column: 'do_not_text', cast: 'boolean' },
  doNotCall: { column: 'do_not_call', cast: 'boolean' },
};

export const writableFields = Object.keys(writableColumns) as (keyof LeadValues)[];

/** The parameter of one column, cast to its type. */
export function columnValue(field: keyof LeadValues, value: unknown): Prisma.Sql {
  const parameter = field === 'customFields' ? JSON.stringify(value) : value;
  return Prisma.sql`${parameter as string | null}::${Prisma.raw(writableColumns[field].cast)}`;
}

export function assignments(change: LeadChange): Prisma.Sql {
  const fields = writableFields.filter((field) => field in change);
  return Prisma.join(
    fields.map(
      (field) =>
        Prisma.sql`${Prisma.raw(writableColumns[field].column)} = ${columnValue(field, change[field])}`,
    ),
  );
}

export const storedShape = {
  id: 'uuid',
  name: 'text',
  nameKey: 'text',
  firstName: 'text?',
  lastName: 'text?',
  email: 'text?',
  phone: 'text?',
  company: 'text?',
  position: 'text?',
  city: 'text?',
  state: 'text?',
  status: 'text',
  score: 'int',
  source: 'text',
  value: 'float?',
  stage: 'text?',
  assignedToId: 'uuid?',
  timezone: 'text?',
  timezoneSource: 'text',
  customFields: 'json',
  emailConsent: 'text',
  smsConsent: 'text',
  doNotEmail: 'bool',
  doNotText: 'bool',
  doNotCall: 'bool',
  lastContactAt: 'date?',
  createdAt: 'date',
  updatedAt: 'date',
} as const;

export const taggedShape = { ...storedShape, tags: 'json' } as const;

export const storedColumns = Prisma.sql`lead.id, lead.name, lead.name_key AS "nameKey", lead.first_name AS "firstName",
  lead.last_name AS "lastName", lead.email, lead.phone, lead.company, lead.position, lead.city, lead.state, lead.status,
  lead.score, lead.source, lead.value, lead.stage, lead.assigned_to_id AS "assignedToId", lead.timezone,
  lead.timezone_source AS "timezoneSource", lead.custom_fields AS "customFields", lead.email_consent AS "emailConsent",
  lead.sms_consent AS "smsConsent", lead.do_not_email AS "doNotEmail", lead.do_not_text AS "doNotText",
  lead.do_not_call AS "doNotCall", lead.last_contact_at AS "lastContactAt", lead.created_at AS "createdAt",
  lead.updated_at AS "updatedAt"`;

/** The tags of one lead as JSON, for the rows of a page only. */
export const tagsOfLead = Prisma.sql`LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object('id', tag.id, 'name', tag.name, 'color', tag.color) ORDER BY lower(tag.name)) AS list
  FROM lead_tag JOIN tag ON tag.id = lead_tag.tag_id WHERE lead_tag.lead_id = lead.id) AS tags ON true`;
export const tagsColumn = Prisma.sql`coalesce(tags.list, '[]') AS tags`;
