import { compileAudience } from '@domain/leads';
import { acceptedBetween } from '@domain/messaging';
import { compileFrozen } from '@domain/segments';
import { Prisma } from '@platform/database';
import type { EnrolmentAudience } from './enrolment.types';

type Of<K extends EnrolmentAudience['kind']> = Extract<EnrolmentAudience, { kind: K }>;

/**
 * A SELECT of "rowId", "leadId", "enteredBy" and facts over one audience, for walking it in the order of "rowId". Runs in the team's
 * unit of work, whose row-level security keeps it to the team.
 */
const compilers: { [K in EnrolmentAudience['kind']]: (audience: Of<K>) => Prisma.Sql } = {
  leads: ({ leadIds }) =>
    Prisma.sql`SELECT lead.id AS "rowId", lead.id AS "leadId", NULL::uuid AS "enteredBy", '{}'::jsonb AS facts
      FROM lead WHERE lead.id = ANY(${leadIds}::uuid[])`,

  filter: ({ filter }) =>
    Prisma.sql`SELECT meant.id AS "rowId", meant.id AS "leadId", NULL::uuid AS "enteredBy", '{}'::jsonb AS facts
      FROM (${compileAudience({ filter })}) AS meant`,

  segment: (segment) =>
    Prisma.sql`SELECT lead.id AS "rowId", lead.id AS "leadId", NULL::uuid AS "enteredBy", '{}'::jsonb AS facts
      FROM lead WHERE ${compileFrozen(segment)}`,

  campaign: ({ campaignId }) =>
    Prisma.sql`SELECT m.id AS "rowId", m.lead_id AS "leadId", NULL::uuid AS "enteredBy",
        jsonb_build_object('event.campaignId', m.source_id) AS facts
      FROM message_ledger m WHERE m.source_id = ${campaignId}::uuid AND m.team_id = brickwork_team() AND m.lead_id IS NOT NULL
        AND m.accepted_at IS NOT NULL`,

  // We wrote last: nothing went to the lead since, and nothing came. Once per silence, as the message is what the run is keyed by.
  silence: ({ from, to, days, channels }) =>
    Prisma.sql`SELECT m.id AS "rowId", m.lead_id AS "leadId", m.id AS "enteredBy",
        jsonb_build_object('event.silentDays', ${days}::int) AS facts
      FROM ${acceptedBetween(
        Prisma.sql`${from}::timestamptz - ${days} * interval '1 day'`,
        Prisma.sql`${to}::timestamptz - ${days} * interval '1 day'`,
      )} AS m WHERE m.lead_id IS NOT NULL
        ${channels?.length ? Prisma.sql`AND m.channel = ANY(${channels}::text[])` : Prisma.empty}
        AND NOT EXISTS (SELECT FROM message_ledger later WHERE later.lead_id = m.lead_id AND later.team_id = brickwork_team()
          AND (later.accepted_at, later.id) > (m.accepted_at, m.id))
        AND NOT EXISTS (SELECT FROM inbound_message i WHERE i.lead_id = m.lead_id AND i.received_at > m.accepted_at)`,

  overdue: ({ from, to, priorities }) =>
    Prisma.sql`SELECT t.id AS "rowId", t.lead_id AS "leadId", t.id AS "enteredBy",
        jsonb_build_object('event.taskId', t.id, 'event.priority', t.priority) AS facts
      FROM task t WHERE t.team_id = brickwork_team() AND t.status IN ('PENDING', 'IN_PROGRESS') AND t.lead_id IS NOT NULL
        AND t.due_at > ${from}::timestamptz AND t.due_at <= ${to}::timestamptz
        ${priorities?.length ? Prisma.sql`AND t.priority = ANY(${priorities}::text[])` : Prisma.empty}`,

  date: ({ field, day, yearly, zone, teamZone }) => {
    const date = dateOf(field, Prisma.sql`${zone}`);
    const zoned = teamZone
      ? Prisma.sql`(lead.timezone = ${zone} OR lead.timezone IS NULL)`
      : Prisma.sql`lead.timezone = ${zone}`;
    return Prisma.sql`SELECT lead.id AS "rowId", lead.id AS "leadId", NULL::uuid AS "enteredBy",
        jsonb_build_object('event.date', ${date}) AS facts
      FROM lead WHERE ${zoned} AND ${yearly ? anniversary(date, day) : Prisma.sql`${date} = ${day}`}`;
  },
};

export function audienceRows(audience: EnrolmentAudience): Prisma.Sql {
  return (compilers[audience.kind] as (one: EnrolmentAudience) => Prisma.Sql)(audience);
}

/** The lead's date as `YYYY-MM-DD`; of a moment, the day on the clock of `zone` (SQL). */
export function dateOf(field: string, zone: Prisma.Sql): Prisma.Sql {
  if (field.startsWith('custom.')) {
    const key = field.slice('custom.'.length);
    return Prisma.sql`left(lead.custom_fields->>${key}::text, 10)`;
  }
  const column = Prisma.raw(field === 'createdAt' ? 'lead.created_at' : 'lead.last_contact_at');
  return Prisma.sql`to_char(${column} AT TIME ZONE ${zone}, 'YYYY-MM-DD')`;
}

/** The same day in an earlier year; 29 February is kept on the 28th when there is none. */
function anniversary(date: Prisma.Sql, day: string): Prisma.Sql {
  const [year, monthDay] = [Number(day.slice(0, 4)), day.slice(5)];
  const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  const days = monthDay === '02-28' && !isLeap ? ['02-28', '02-29'] : [monthDay];
  return Prisma.sql`substr(${date}, 6) = ANY(${days}::text[]) AND ${date} < ${day}`;
}
