import type { LeadFact } from '@domain/conditions';
import { Prisma } from '@platform/database';
import type { Evidence } from './evidence.sql';

type Sql = Prisma.Sql;

export type CompiledFact =
  | { kind: 'text' | 'number' | 'instant' | 'boolean' | 'id' | 'option'; column: Sql }
  /** A text with an index (team, column): equal ones are found by reading each distinct value once, in whatever case they are. */
  | { kind: 'listed'; column: Sql; bare: Sql }
  | { kind: 'tags' }
  | { kind: 'score'; column: Sql; type: 'number' | 'text' }
  | { kind: 'count'; evidence: Evidence }
  | { kind: 'moment'; evidence: Evidence & { at: Sql; which: 'latest' | 'first' } };

const lead = (name: string) => Prisma.sql`lead.${Prisma.raw(name)}`;
const column = (kind: 'text' | 'number' | 'instant' | 'boolean' | 'id' | 'option', name: string) => ({
  kind,
  column: lead(name),
});
const listed = (name: string) => ({ kind: 'listed' as const, column: lead(name), bare: Prisma.raw(name) });
const score = (name: string, type: 'number' | 'text') => ({
  kind: 'score' as const,
  column: Prisma.sql`s.${Prisma.raw(name)}`,
  type,
});
const count = (table: Sql, where: Evidence['where']) => ({
  kind: 'count' as const,
  evidence: { table, where },
});
const moment = (which: 'latest' | 'first', table: Sql, at: Sql, where: Evidence['where']) => ({
  kind: 'moment' as const,
  evidence: { table, at, which, where },
});

const own = Prisma.sql`e.team_id = brickwork_team()`;
const message = Prisma.sql`message_ledger e`;
const appointment = Prisma.sql`appointment e`;
const reply = Prisma.sql`inbound_message e`;
const task = Prisma.sql`task e`;
const openTask = Prisma.sql`${own} AND e.status IN ('PENDING', 'IN_PROGRESS')`;
const ahead: Evidence['where'] = ({ now }) =>
  Prisma.sql`${own} AND e.status IN ('SCHEDULED', 'CONFIRMED') AND e.start_at > ${now}::timestamptz`;
const status = (value: 'COMPLETED' | 'NO_SHOW') => () => Prisma.sql`${own} AND e.status = ${value}`;
const sent = (channel: 'EMAIL' | 'SMS') => () =>
  Prisma.sql`${own} AND e.channel = ${channel} AND e.accepted_at IS NOT NULL`;
const known = (name: 'opened_at' | 'clicked_at' | 'accepted_at') => () =>
  Prisma.sql`${own} AND e.${Prisma.raw(name)} IS NOT NULL`;

/** Where each fact lies. What a client writes chooses a line of this table and is never part of the statement itself. */
export const COMPILED_FACTS: { readonly [F in LeadFact]: CompiledFact } = {
  'lead.name': column('text', 'name'),
  'lead.firstName': column('text', 'first_name'),
  'lead.lastName': column('text', 'last_name'),
  'lead.email': column('text', 'email'),
  'lead.phone': column('text', 'phone'),
  'lead.company': column('text', 'company'),
  'lead.position': column('text', 'position'),
  'lead.city': column('text', 'city'),
  'lead.state': listed('state'),
  'lead.status': column('option', 'status'),
  'lead.stage': listed('stage'),
  'lead.source': listed('source'),
  'lead.value': column('number', 'value'),
  'lead.score': column('number', 'score'),
  'lead.assignedToId': column('id', 'assigned_to_id'),
  'lead.timezone': listed('timezone'),
  'lead.emailConsent': column('option', 'email_consent'),
  'lead.smsConsent': column('option', 'sms_consent'),
  'lead.doNotEmail': column('boolean', 'do_not_email'),
  'lead.doNotText': column('boolean', 'do_not_text'),
  'lead.doNotCall': column('boolean', 'do_not_call'),
  'lead.createdAt': column('instant', 'created_at'),
  'lead.lastContactAt': column('instant', 'last_contact_at'),
  'lead.tagIds': { kind: 'tags' },
  'messages.emailsSent': count(message, sent('EMAIL')),
  'messages.textsSent': count(message, sent('SMS')),
  // Openings by mail proxies are counted apart (machine_opens) and leave opened_at empty.
  'messages.emailsOpened': count(message, known('opened_at')),
  'messages.emailsClicked': count(message, known('clicked_at')),
  'messages.replies': count(reply, () => own),
  // A message's own state: its chunk never says that it came back.
  'messages.bounces': count(message, () => Prisma.sql`${own} AND e.own_state = 'bounced'`),
  'messages.lastSentAt': moment('latest', message, Prisma.sql`e.accepted_at`, known('accepted_at')),
  'messages.lastOpenedAt': moment('latest', message, Prisma.sql`e.opened_at`, known('opened_at')),
  'messages.lastClickedAt': moment('latest', message, Prisma.sql`e.clicked_at`, known('clicked_at')),
  'messages.lastReplyAt': moment('latest', reply, Prisma.sql`e.received_at`, () => own),
  'tasks.open': count(task, () => openTask),
  'tasks.overdue': count(task, ({ now }) => Prisma.sql`${openTask} AND e.due_at < ${now}::timestamptz`),
  'score.engagement': score('engagement', 'number'),
  'score.behaviour': score('behaviour', 'number'),
  'score.profile': score('profile', 'number'),
  'score.band': score('band', 'text'),
  'appointments.upcoming': count(appointment, ahead),
  'appointments.completed': count(appointment, status('COMPLETED')),
  'appointments.noShows': count(appointment, status('NO_SHOW')),
  'appointments.nextAt': moment('first', appointment, Prisma.sql`e.start_at`, ahead),
  'appointments.lastCompletedAt': moment('latest', appointment, Prisma.sql`e.start_at`, status('COMPLETED')),
  'appointments.lastNoShowAt': moment('latest', appointment, Prisma.sql`e.start_at`, status('NO_SHOW')),
};
