import { Injectable } from '@nestjs/common';
import { Prisma, TenantScope, type SqlTx } from '@platform/database';
import type { Consent } from '../lead';
import type { ImportedLead } from './imported-lead';

/** A lead that has the email or the phone of a row. */
export interface Match {
  id: string;
  email: string | null;
  phone: string | null;
  /** The import that created it. */
  importId: string | null;
  emailConsent: Consent;
  smsConsent: Consent;
}

/** One parameter for any number of rows: JSON costs the least of the ways to hand them over (COPY, arrays), here and there. */
const rowsOf = (leads: object[]) => Prisma.sql`json_to_recordset(${JSON.stringify(leads)}::json) AS stated(
  id uuid, line int, name text, "firstName" text, "lastName" text, email text, phone text, company text, position text, city text,
  state text, status text, score int, source text, value numeric, stage text, timezone text, "timezoneSource" text,
  "customFields" jsonb, "emailConsent" text, "smsConsent" text, "doNotEmail" boolean, "doNotText" boolean, "doNotCall" boolean)`;

const zoneIsBetter = Prisma.sql`stated."timezoneSource" = 'given'
  OR (stated."timezoneSource" <> 'unknown' AND lead.timezone_source <> 'given')`;

const earlierAddress = (
  channel: 'EMAIL' | 'SMS',
  field: 'email' | 'phone',
) => Prisma.sql`SELECT FROM lead_address earlier
  WHERE earlier.team_id = brickwork_team() AND earlier.channel = ${channel} AND earlier.address = stated.${Prisma.raw(field)}`;

@Injectable()
export class ImportedLeadsRepository {
  /**
   * Creates the leads whose email and phone are free, and are not those of a lead before it was merged: a file that is imported again
   * does not bring back what was one too many. One statement; answers the lines that became leads.
   */
  async insert(tx: SqlTx, importId: string, leads: ImportedLead[]): Promise<Set<number>> {
    if (leads.length === 0) return new Set();
    if (!(tx.scope instanceof TenantScope)) throw new TypeError('a lead needs a team');
    const rows = await tx.rows(
      { line: 'int' },
      Prisma.sql`INSERT INTO lead (id, team_id, name, first_name, last_name, email, phone, company, position, city, state, status,
          score, source, value, stage, timezone, timezone_source, custom_fields, email_consent, sms_consent,
          do_not_email, do_not_text, do_not_call, import_id, import_line, updated_at)
        SELECT id, ${tx.scope.teamId}::uuid, name, "firstName", "lastName", email, phone, company, position, city, state,
          coalesce(status, 'NEW'), coalesce(score, 0), coalesce(source, 'import'), value, stage, timezone, "timezoneSource",
          coalesce("customFields", '{}'), coalesce("emailConsent", 'unknown'), coalesce("smsConsent", 'unknown'),
          coalesce("doNotEmail", false), coalesce("doNotText", false), coalesce("doNotCall", false),
          ${importId}::uuid, line, now()
        FROM ${rowsOf(leads)}
        WHERE NOT EXISTS (${earlierAddress('EMAIL', 'email')}) AND NOT EXISTS (${earlierAddress('SMS', 'phone')})
        ON CONFLICT DO NOTHING RETURNING import_line AS line`,
    );
    return new Set(rows.map(({ line }) => line));
  }

  /** The leads that have one of the addresses; locked in a fixed order when they are to be changed. */
  async matches(tx: SqlTx, leads: ImportedLead[], forUpdate: boolean): Promise<Match[]> {
    const emails = leads.flatMap(({ email }) => email ?? []);
    const phones = leads.flatMap(({ phone }) => phone ?? []);
    const rows = await tx.rows(
      {
        id: 'uuid',
        email: 'text?',
        phone: 'text?',
        importId: 'uuid?',
        emailConsent: 'text',
        smsConsent: 'text',
      },
      Prisma.sql`SELECT id, email, phone, import_id AS "importId", email_consent AS "emailConsent", sms_consent AS "smsConsent"
        FROM lead WHERE id IN (
          SELECT id FROM lead WHERE email = ANY(${emails}::text[])
          UNION SELECT id FROM lead WHERE phone = ANY(${phones}::text[]))
        ORDER BY id ${forUpdate ? Prisma.sql`FOR UPDATE` : Prisma.empty}`,
    );
    return rows as Match[];
  }

  /**
   * Writes what the rows state onto the leads they name by `id`. A consent that was withdrawn is not given back by a file, and a zone
   * that somebody stated is not replaced by a derived one.
   */
  async update(tx: SqlTx, leads: ImportedLead[]): Promise<void> {
    if (leads.length === 0) return;
    await tx.execute(Prisma.sql`UPDATE lead SET
        name = coalesce(stated.name, lead.name), first_name = coalesce(stated."firstName", lead.first_name),
        last_name = coalesce(stated."lastName", lead.last_name), email = coalesce(stated.email, lead.email),
        phone = coalesce(stated.phone, lead.phone), company = coalesce(stated.company, lead.company),
        position = coalesce(stated.position, lead.position), city = coalesce(stated.city, lead.city),
        state = coalesce(stated.state, lead.state), status = coalesce(stated.status, lead.status),
        score = coalesce(stated.score, lead.score), source = coalesce(stated.source, lead.source),
        value = coalesce(stated.value, lead.value), stage = coalesce(stated.stage, lead.stage),
        timezone = CASE WHEN ${zoneIsBetter} THEN stated.timezone ELSE lead.timezone END,
        timezone_source = CASE WHEN ${zoneIsBetter} THEN stated."timezoneSource" ELSE lead.timezone_source END,
        custom_fields = lead.custom_fields || coalesce(stated."customFields", '{}'),
        email_consent = CASE WHEN lead.email_consent = 'denied' THEN 'denied' ELSE coalesce(stated."emailConsent", lead.email_consent) END,
        sms_consent = CASE WHEN lead.sms_consent = 'denied' THEN 'denied' ELSE coalesce(stated."smsConsent", lead.sms_consent) END,
        do_not_email = coalesce(stated."doNotEmail", lead.do_not_email), do_not_text = coalesce(stated."doNotText", lead.do_not_text),
        do_not_call = coalesce(stated."doNotCall", lead.do_not_call), updated_at = now()
      FROM ${rowsOf(leads)}
      WHERE lead.id = stated.id`);
  }
}
