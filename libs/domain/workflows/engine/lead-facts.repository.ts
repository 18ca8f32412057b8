import { Injectable } from '@nestjs/common';
import { lastEmailsOf, type Facts, type FactValue, type LeadFact } from '@domain/conditions';
import { Prisma, type SqlTx } from '@platform/database';
import { segmentIn } from '../conditions/fact-catalogue';

/** Known besides the catalogue: what merge fields and clocks need. */
type OwnFact = 'agent.name' | 'agent.email' | 'team.name' | 'team.timezone';

const lead = (column: string) => Prisma.sql`l.${Prisma.raw(column)}`;
const booked = (column: string) => Prisma.sql`booked.${Prisma.raw(column)}`;
const score = (column: string) => Prisma.sql`score.${Prisma.raw(column)}`;
const sum = (column: string) => Prisma.sql`sent.${Prisma.raw(column)}`;

const columns: Record<LeadFact | OwnFact, Prisma.Sql> = {
  'lead.name': lead('name'),
  'lead.firstName': lead('first_name'),
  'lead.lastName': lead('last_name'),
  'lead.email': lead('email'),
  'lead.phone': lead('phone'),
  'lead.company': lead('company'),
  'lead.position': lead('position'),
  'lead.city': lead('city'),
  'lead.state': lead('state'),
  'lead.status': lead('status'),
  'lead.stage': lead('stage'),
  'lead.source': lead('source'),
  'lead.value': lead('value'),
  'lead.score': lead('score'),
  'lead.assignedToId': lead('assigned_to_id'),
  'lead.timezone': lead('timezone'),
  'lead.emailConsent': lead('email_consent'),
  'lead.smsConsent': lead('sms_consent'),
  'lead.doNotEmail': lead('do_not_email'),
  'lead.doNotText': lead('do_not_text'),
  'lead.doNotCall': lead('do_not_call'),
  'lead.createdAt': lead('created_at'),
  'lead.lastContactAt': lead('last_contact_at'),
  'lead.tagIds': Prisma.sql`(SELECT coalesce(array_agg(t.tag_id), '{}') FROM lead_tag t WHERE t.lead_id = l.id)`,
  'messages.emailsSent': sum('emails'),
  'messages.textsSent': sum('texts'),
  'messages.emailsOpened': sum('opened'),
  'messages.emailsClicked': sum('clicked'),
  'messages.bounces': sum('bounces'),
  'messages.lastSentAt': sum('last_sent'),
  'messages.lastOpenedAt': sum('last_opened'),
  'messages.lastClickedAt': sum('last_clicked'),
  'messages.replies': Prisma.sql`(SELECT count(*)::int FROM inbound_message i WHERE i.lead_id = l.id)`,
  'messages.lastReplyAt': Prisma.sql`(SELECT max(i.received_at) FROM inbound_message i WHERE i.lead_id = l.id)`,
  'tasks.open': Prisma.sql`(SELECT count(*)::int FROM task t WHERE t.team_id = brickwork_team() AND t.lead_id = l.id
    AND t.status IN ('PENDING', 'IN_PROGRESS'))`,
  'tasks.overdue': Prisma.sql`(SELECT count(*)::int FROM task t WHERE t.team_id = brickwork_team() AND t.lead_id = l.id
    AND t.status IN ('PENDING', 'IN_PROGRESS') AND t.due_at < now())`,
  'score.engagement': score('engagement'),
  'score.behaviour': score('behaviour'),
  'score.profile': score('profile'),
  'score.band': score('band'),
  'appointments.upcoming': booked('upcoming'),
  'appointments.completed': booked('completed'),
  'appointments.noShows': booked('no_shows'),
  'appointments.nextAt': booked('next_at'),
  'appointments.lastCompletedAt': booked('last_completed_at'),
  'appointments.lastNoShowAt': booked('last_no_show_at'),
  'agent.name': Prisma.sql`agent.name`,
  'agent.email': Prisma.sql`agent.email`,
  'team.name': Prisma.sql`team.name`,
  'team.timezone': Prisma.sql`team.timezone`,
};

const customPrefix = 'lead.custom.';

/** Of the last n emails those that were opened or clicked; null while fewer were sent. */
const ofLastEmails = ({ column, count }: { column: string; count: number }) =>
  Prisma.sql`(SELECT CASE WHEN count(*) = ${count}::int THEN count(last.${Prisma.raw(column)}) END FROM (
    SELECT m.${Prisma.raw(column)} FROM message_ledger m WHERE m.lead_id = l.id AND m.team_id = brickwork_team()
      AND m.channel = 'EMAIL' AND m.accepted_at IS NOT NULL ORDER BY m.accepted_at DESC, m.id DESC LIMIT ${count}::int) AS last)`;

function columnOf(name: string, segments: ReadonlyMap<string, Prisma.Sql>): Prisma.Sql | undefined {
  if (name.startsWith(customPrefix))
    return Prisma.sql`l.custom_fields->${name.slice(customPrefix.length)}::text`;
  const last = lastEmailsOf(name);
  if (last) return ofLastEmails(last);
  const condition = segments.get(segmentIn(name) ?? '');
  // A segment is an expression over `lead`.
  if (condition) return Prisma.sql`EXISTS (SELECT FROM lead WHERE lead.id = l.id AND ${condition})`;
  return Object.hasOwn(columns, name) ? columns[name as LeadFact] : undefined;
}

const joins: [prefix: string, join: Prisma.Sql][] = [
  ['agent.', Prisma.sql`LEFT JOIN app_user agent ON agent.id = l.assigned_to_id`],
  ['team.', Prisma.sql`CROSS JOIN (SELECT name, timezone FROM team WHERE id = brickwork_team()) team`],
  ['score.', Prisma.sql`LEFT JOIN lead_score score ON score.lead_id = l.id`],
  [
    'appointments.',
    Prisma.sql`CROSS JOIN LATERAL (SELECT
        count(*) FILTER (WHERE status IN ('SCHEDULED', 'CONFIRMED') AND start_at > now())::int AS upcoming,
        count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed,
        count(*) FILTER (WHERE status = 'NO_SHOW')::int AS no_shows,
        min(start_at) FILTER (WHERE status IN ('SCHEDULED', 'CONFIRMED') AND start_at > now()) AS next_at,
        max(start_at) FILTER (WHERE status = 'COMPLETED') AS last_completed_at,
        max(start_at) FILTER (WHERE status = 'NO_SHOW') AS last_no_show_at
      FROM appointment a WHERE a.team_id = brickwork_team() AND a.lead_id = l.id) booked`,
  ],
  [
    'messages.',
    Prisma.sql`CROSS JOIN LATERAL (SELECT
        count(*) FILTER (WHERE channel = 'EMAIL' AND accepted_at IS NOT NULL)::int AS emails,
        count(*) FILTER (WHERE channel = 'SMS' AND accepted_at IS NOT NULL)::int AS texts,
        count(opened_at)::int AS opened, count(clicked_at)::int AS clicked,
        count(*) FILTER (WHERE state = 'bounced')::int AS bounces,
        max(accepted_at) AS last_sent, max(opened_at) AS last_opened, max(clicked_at) AS last_clicked
      FROM message_ledger m WHERE m.lead_id = l.id AND m.team_id = brickwork_team()) sent`,
  ],
];

/** What is known of leads at this moment, by the names of the catalogue: only what is asked for is read. */
@Injectable()
export class LeadFactsRepository {
  /**
   * One statement for any number of leads. A lead that is gone is missing in the answer; unknown names are left out. `segments`: what
   * the segments among the names mean, as expressions over `lead`.
   */
  async load(
    tx: SqlTx,
    leadIds: readonly string[],
    names: readonly string[],
    segments: ReadonlyMap<string, Prisma.Sql> = new Map(),
  ): Promise<Map<string, Facts>> {
    const wanted = [...new Set(names)].flatMap((name) => {
      const column = columnOf(name, segments);
      return column ? [{ name, column }] : [];
    });
    const selected = wanted.map(
      ({ column }, index) => Prisma.sql`, to_jsonb(${column}) AS ${Prisma.raw(`v${index}`)}`,
    );
    const joined = joins.flatMap(([prefix, join]) =>
      wanted.some(({ name }) => name.startsWith(prefix) && !lastEmailsOf(name)) ? [join] : [],
    );
    const rows = await tx.rows(
      { id: 'uuid', ...Object.fromEntries(wanted.map((_one, index) => [`v${index}`, 'json' as const])) },
      Prisma.sql`SELECT l.id${selected.length > 0 ? Prisma.join(selected, '') : Prisma.empty}
        FROM lead l ${joined.length > 0 ? Prisma.join(joined, ' ') : Prisma.empty} WHERE l.id = ANY(${[...leadIds]}::uuid[])`,
    );
    return new Map(
      rows.map((row) => {
        const values = row as Record<string, unknown>;
        const facts = wanted.map(({ name }, index) => [name, (values[`v${index}`] ?? null) as FactValue]);
        return [values.id as string, Object.fromEntries(facts) as Facts];
      }),
    );
  }
}
