import type { Facts, FactValue } from '@domain/conditions';
import { newId } from '@platform/database';

const DAY = 86_400_000;

/** Numbers that look like chance and are the same each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Crowd {
  rows: Record<string, object[]>;
  /** What is known of each lead, worked out here and not by Postgres. */
  facts: { id: string; facts: Facts }[];
  tagIds: string[];
  userIds: string[];
}

/** Offsets in days at which things have happened or will: the ends of the ranges that conditions ask about are among them. */
const offsets = [-400, -90, -61, -60, -30, -29.9, -7, -1, -0.5, 0, 0.5, 1, 7, 30, 45];

/** Leads with everything that hangs on them, as rows of the tables and as facts. */
export function makeCrowd(size: number, now: Date, teamId: string, userIds: string[]): Crowd {
  const random = chance(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const maybe = <T>(value: T): T | null => (random() < 0.4 ? null : value);
  const moment = () => new Date(now.getTime() + pick(offsets) * DAY);
  const past = () => new Date(now.getTime() - Math.abs(pick(offsets)) * DAY);
  const tagIds = [newId(), newId(), newId()];
  const tables = [
    'lead',
    'lead_tag',
    'message',
    'message_chunk',
    'inbound_message',
    'task',
    'appointment',
    'lead_score',
  ];
  const rows: Record<string, object[]> = Object.fromEntries(tables.map((table) => [table, []]));
  const sourceId = newId();

  const messagesOf = (leadId: string) => {
    const sent: { email: boolean; at: Date; id: string; opened: Date | null; clicked: Date | null }[] = [];
    let bounces = 0;
    for (let count = Math.floor(random() * 8); count > 0; count -= 1) {
      const [id, email, at] = [newId(), random() < 0.7, past()];
      const way = pick(['own', 'chunk', 'chunk', 'skipped', 'queued', 'bounced'] as const);
      const accepted = way === 'own' || way === 'chunk' || way === 'bounced';
      const opened = accepted && email ? maybe(past()) : null;
      const clicked = opened ? maybe(past()) : null;
      const chunkId = way === 'chunk' || way === 'skipped' ? newId() : null;
      if (chunkId)
        rows.message_chunk!.push({
          id: chunkId,
          team_id: teamId,
          source_id: sourceId,
          content_id: sourceId,
          channel: 'EMAIL',
          due_at: at,
          state: 'accepted',
          size: 1,
          settled_at: at,
        });
      rows.message!.push({
        ...{
          id,
          team_id: teamId,
          channel: email ? 'EMAIL' : 'SMS',
          purpose: 'marketing',
          source_id: sourceId,
          source_kind: 'campaign',
        },
        ...{
          content_id: sourceId,
          chunk_id: chunkId,
          lead_id: leadId,
          dedupe_key: id,
          due_at: at,
          created_at: at,
        },
        state: {
          own: 'delivered',
          chunk: 'queued',
          skipped: 'skipped',
          queued: 'queued',
          bounced: 'bounced',
        }[way],
        accepted_at: way === 'own' || way === 'bounced' ? at : null,
        ...{
          opened_at: opened,
          clicked_at: clicked,
          open_count: 0,
          machine_opens: opened ? 0 : 3,
          click_count: 0,
        },
      });
      if (way === 'bounced') bounces += 1;
      if (accepted) sent.push({ email, at, id, opened, clicked });
    }
    const emails = sent
      .filter(({ email }) => email)
      .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
    const ofLast = (count: number, what: 'opened' | 'clicked') =>
      emails.length < count ? null : emails.slice(0, count).filter((one) => one[what]).length;
    return {
      'messages.emailsSent': emails.length,
      'messages.textsSent': sent.length - emails.length,
      'messages.emailsOpened': emails.filter(({ opened }) => opened).length,
      'messages.emailsClicked': emails.filter(({ clicked }) => clicked).length,
      'messages.bounces': bounces,
      'messages.lastSentAt': latest(sent.map(({ at }) => at)),
      'messages.lastOpenedAt': latest(emails.map(({ opened }) => opened)),
      'messages.lastClickedAt': latest(emails.map(({ clicked }) => clicked)),
      ...Object.fromEntries(
        [1, 2, 5].flatMap((count) => [
          [`messages.openedOfLast.${count}`, ofLast(count, 'opened')],
          [`messages.clickedOfLast.${count}`, ofLast(count, 'clicked')],
        ]),
      ),
    };
  };

  const repliesOf = (leadId: string) => {
    const times = Array.from({ length: Math.floor(random() * 3) }, past);
    for (const at of times)
      rows.inbound_message!.push({
        id: newId(),
        team_id: teamId,
        channel: 'SMS',
        from_address: '+1',
        to_address: '+2',
        lead_id: leadId,
        body: 'Hi',
        provider_id: newId(),
        received_at: at,
      });
    return { 'messages.replies': times.length, 'messages.lastReplyAt': latest(times) };
  };

  const tasksOf = (leadId: string) => {
    const tasks = Array.from({ length: Math.floor(random() * 3) }, () => ({
      due: moment(),
      status: pick(['PENDING', 'IN_PROGRESS', 'COMPLETED']),
    }));
    for (const { due, status } of tasks)
      rows.task!.push({
        id: newId(),
        team_id: teamId,
        title: 'T',
        due_at: due,
        status,
        priority: 'LOW',
        lead_id: leadId,
        revision: 0,
        reminders: [],
        occurrence: 1,
        created_at: now,
        updated_at: now,
      });
    const open = tasks.filter(({ status }) => status !== 'COMPLETED');
    return { 'tasks.open': open.length, 'tasks.overdue': open.filter(({ due }) => due < now).length };
  };

  const appointmentsOf = (leadId: string) => {
    const all = Array.from({ length: Math.floor(random() * 4) }, () => ({
      start: moment(),
      status: pick(['SCHEDULED', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED']),
    }));
    for (const { start, status } of all)
      rows.appointment!.push({
        ...{
          id: newId(),
          team_id: teamId,
          title: 'A',
          type: 'SHOWING',
          status,
          start_at: start,
          end_at: new Date(start.getTime() + 3_600_000),
          zone: 'UTC',
          host_id: userIds[0],
          lead_id: leadId,
        },
        ...{
          revision: 0,
          ics_sequence: 0,
          invite: true,
          message_source_id: sourceId,
          invite_source_id: sourceId,
          created_at: now,
          updated_at: now,
        },
      });
    const starts = (...states: string[]) =>
      all.filter(({ status }) => states.includes(status)).map(({ start }) => start);
    const ahead = starts('SCHEDULED', 'CONFIRMED').filter((start) => start > now);
    return {
      'appointments.upcoming': ahead.length,
      'appointments.completed': starts('COMPLETED').length,
      'appointments.noShows': starts('NO_SHOW').length,
      'appointments.nextAt': ahead.length > 0 ? new Date(Math.min(...ahead.map(Number))).toISOString() : null,
      'appointments.lastCompletedAt': latest(starts('COMPLETED')),
      'appointments.lastNoShowAt': latest(starts('NO_SHOW')),
    };
  };

  const scoreOf = (leadId: string) => {
    const score = maybe({
      engagement: pick([0, 40, 100]),
      behaviour: pick([0, 10]),
      profile: pick([5, 55]),
      band: pick(['Hot', 'Warm']),
    });
    if (score)
      rows.lead_score!.push({
        lead_id: leadId,
        team_id: teamId,
        overall: 1,
        ...score,
        rule_version: 1,
        computed_at: now,
      });
    return Object.fromEntries(
      ['engagement', 'behaviour', 'profile', 'band'].map((part) => [
        `score.${part}`,
        score?.[part as keyof typeof score] ?? null,
      ]),
    );
  };

  const facts = Array.from({ length: size }, (_one, index) => {
    const id = newId();
    const custom: Record<string, FactValue> = {
      ...(random() < 0.6 && { budget: pick([0, 5, 12.5, 450_000]) }),
      ...(random() < 0.6 && {
        closing: pick(['2027-03-09', '2027-03-10', '2027-02-28', '1984-02-29', '2027-04-01']),
      }),
      ...(random() < 0.6 && { area: pick(['East Side', 'east side', 'Lakeway', '50% off_']) }),
      ...(random() < 0.6 && { pool: random() < 0.5 }),
    };
    const own = {
      'lead.name': pick(['Ana Lopez', 'ana lopez', 'Bo', 'Élodie Ng']),
      'lead.email': maybe(`lead${index}@x.example`),
      'lead.company': maybe(pick(['Acme', 'ACME', 'Bell & Co'])),
      'lead.city': maybe(pick(['Austin', 'Dallas'])),
      'lead.state': maybe(pick(['TX', 'CA', 'Bavaria'])),
      'lead.status': pick(['NEW', 'CONTACTED', 'WON']),
      'lead.stage': maybe(pick(['Viewing', 'viewing', 'Offer'])),
      'lead.source': pick(['Zillow', 'zillow', 'website', 'manual']),
      'lead.value': maybe(pick([0, 99.95, 100, 1_000_000])),
      'lead.score': pick([0, 39, 40, 100]),
      'lead.assignedToId': maybe(pick(userIds)),
      'lead.timezone': maybe(pick(['America/Chicago', 'Europe/Berlin'])),
      'lead.emailConsent': pick(['granted', 'unknown']),
      'lead.doNotEmail': random() < 0.3,
      'lead.createdAt': past().toISOString(),
      'lead.lastContactAt': maybe(past().toISOString()),
    };
    const tags = tagIds.filter(() => random() < 0.4);
    rows.lead!.push({
      ...{
        id,
        team_id: teamId,
        name: own['lead.name'],
        email: own['lead.email'],
        company: own['lead.company'],
        city: own['lead.city'],
      },
      ...{
        state: own['lead.state'],
        status: own['lead.status'],
        stage: own['lead.stage'],
        source: own['lead.source'],
        value: own['lead.value'],
      },
      ...{
        score: own['lead.score'],
        assigned_to_id: own['lead.assignedToId'],
        timezone: own['lead.timezone'],
        timezone_source: 'given',
      },
      ...{
        email_consent: own['lead.emailConsent'],
        sms_consent: 'unknown',
        do_not_email: own['lead.doNotEmail'],
        do_not_text: false,
        do_not_call: false,
      },
      ...{
        created_at: own['lead.createdAt'],
        updated_at: now,
        last_contact_at: own['lead.lastContactAt'],
        custom_fields: custom,
      },
    });
    rows.lead_tag!.push(...tags.map((tag_id) => ({ team_id: teamId, lead_id: id, tag_id, created_at: now })));
    const known: Record<string, FactValue> = {
      ...own,
      'lead.tagIds': tags,
      ...Object.fromEntries(Object.entries(custom).map(([key, value]) => [`lead.custom.${key}`, value])),
      ...messagesOf(id),
      ...repliesOf(id),
      ...tasksOf(id),
      ...appointmentsOf(id),
      ...scoreOf(id),
    };
    return { id, facts: known };
  });
  return { rows, facts, tagIds, userIds };
}

function latest(times: (Date | null)[]): string | null {
  const known = times.flatMap((at) => (at ? [at.getTime()] : []));
  return known.length > 0 ? new Date(Math.max(...known)).toISOString() : null;
}
