import { Injectable } from '@nestjs/common';
import { searchPatterns } from '@domain/leads';
import { newId, Prisma, type SqlTx } from '@platform/database';
import { inboxLimits, type Thread, type ThreadChannel, type ThreadCounts, type ThreadFilter } from './thread';

const shape = {
  id: 'uuid',
  channel: 'text',
  leadId: 'uuid?',
  leadName: 'text?',
  address: 'text',
  senderName: 'text?',
  subject: 'text?',
  excerpt: 'text',
  lastDirection: 'text',
  lastMessageAt: 'date',
  unread: 'int',
  isUnread: 'bool',
  assignedToId: 'uuid?',
  responsibleId: 'uuid?',
  snoozedUntil: 'date?',
  dismissedAt: 'date?',
  sortAt: 'date',
  createdAt: 'date',
} as const;

const isUnread = Prisma.sql`(t.unread > 0 OR coalesce(t.snoozed_until <= now(), false))`;
const awake = Prisma.sql`(t.snoozed_until IS NULL OR t.snoozed_until <= now())`;
const responsible = Prisma.sql`coalesce(t.assigned_to_id, l.assigned_to_id)`;
const columns = Prisma.sql`t.id, t.channel, t.lead_id AS "leadId", l.name AS "leadName", t.address, t.sender_name AS "senderName",
  t.subject, t.excerpt, t.last_direction AS "lastDirection", t.last_message_at AS "lastMessageAt", t.unread,
  ${isUnread} AS "isUnread", t.assigned_to_id AS "assignedToId", ${responsible} AS "responsibleId",
  CASE WHEN t.snoozed_until > now() THEN t.snoozed_until END AS "snoozedUntil", t.dismissed_at AS "dismissedAt",
  t.sort_at AS "sortAt", t.created_at AS "createdAt"`;
const threads = Prisma.sql`inbox_thread t LEFT JOIN lead l ON l.id = t.lead_id`;

/** As the view is defined; none for `all`. */
const ofView: Record<NonNullable<ThreadFilter['view']>, Prisma.Sql> = {
  inbox: Prisma.sql`t.lead_id IS NOT NULL AND ${awake}`,
  snoozed: Prisma.sql`t.snoozed_until > now()`,
  triage: Prisma.sql`t.lead_id IS NULL AND t.dismissed_at IS NULL AND ${awake}`,
  dismissed: Prisma.sql`t.lead_id IS NULL AND t.dismissed_at IS NOT NULL`,
  all: Prisma.sql`true`,
};

@Injectable()
export class ThreadsRepository {
  /** By their last message, or the end of their snooze, the latest first. */
  async list(
    tx: SqlTx,
    filter: ThreadFilter,
    { after, limit }: { after?: { sortAt: Date; id: string }; limit: number },
  ): Promise<Thread[]> {
    const { view = 'inbox', channel, leadId, responsibleId, unread, search } = filter;
    const where = [Prisma.sql`t.team_id = brickwork_team()`, ofView[view]];
    if (after) where.push(Prisma.sql`(t.sort_at, t.id) < (${after.sortAt}::timestamptz, ${after.id}::uuid)`);
    if (channel) where.push(Prisma.sql`t.channel = ${channel}`);
    if (leadId) where.push(Prisma.sql`t.lead_id = ${leadId}::uuid`);
    if (responsibleId === null) where.push(Prisma.sql`${responsible} IS NULL`);
    else if (responsibleId) where.push(Prisma.sql`${responsible} = ${responsibleId}::uuid`);
    if (unread !== undefined) where.push(Prisma.sql`${isUnread} = ${unread}`);
    if (search !== undefined) where.push(matches(search));
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${threads} WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY t.sort_at DESC, t.id DESC LIMIT ${limit}`,
    );
    return rows as Thread[];
  }

  async find(tx: SqlTx, id: string): Promise<Thread | undefined> {
    const row = await tx.maybeOne(
      shape,
      Prisma.sql`SELECT ${columns} FROM ${threads} WHERE t.team_id = brickwork_team() AND t.id = ${id}::uuid`,
    );
    return row as Thread | undefined;
  }

  /** Changes of one thread wait for each other. False when the caller sees none of this id. */
  async lock(tx: SqlTx, id: string): Promise<boolean> {
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM inbox_thread WHERE id = ${id}::uuid FOR NO KEY UPDATE`,
    );
    return row !== undefined;
  }

  async counts(tx: SqlTx, userId: string | null): Promise<ThreadCounts> {
    return tx.one(
      { unread: 'int', mine: 'int', unassigned: 'int', snoozed: 'int', triage: 'int' },
      // Two pieces, because each has an index of its own and their OR has none.
      Prisma.sql`WITH waiting AS (
          SELECT ${responsible} AS who FROM (
            SELECT id, lead_id, assigned_to_id, snoozed_until FROM inbox_thread
            WHERE team_id = brickwork_team() AND unread > 0
            UNION
            SELECT id, lead_id, assigned_to_id, snoozed_until FROM inbox_thread
            WHERE team_id = brickwork_team() AND snoozed_until <= now()) t
          LEFT JOIN lead l ON l.id = t.lead_id WHERE ${ofView.inbox})
        SELECT count(*)::int AS unread, (count(*) FILTER (WHERE who = ${userId}::uuid))::int AS mine,
          (count(*) FILTER (WHERE who IS NULL))::int AS unassigned,
          (SELECT count(*)::int FROM inbox_thread t WHERE t.team_id = brickwork_team() AND ${ofView.snoozed}) AS snoozed,
          (SELECT count(*)::int FROM inbox_thread t WHERE t.team_id = brickwork_team() AND ${ofView.triage}) AS triage
        FROM waiting`,
    );
  }

  /** The thread of a lead, or of an address that is nobody's. */
  async idOf(
    tx: SqlTx,
    { channel, leadId, address }: { channel: string; leadId: string | null; address: string },
  ): Promise<string | undefined> {
    const whose = leadId
      ? Prisma.sql`lead_id = ${leadId}::uuid`
      : Prisma.sql`lead_id IS NULL AND address = ${address}`;
    const row = await tx.maybeOne(
      { id: 'uuid' },
      Prisma.sql`SELECT id FROM inbox_thread WHERE team_id = brickwork_team() AND channel = ${channel} AND ${whose}`,
    );
    return row?.id;
  }

  /** The thread, locked; made when there is none yet, also when another process makes it at this moment. */
  async ensure(
    tx: SqlTx,
    thread: {
      channel: ThreadChannel;
      leadId: string | null;
      address: string;
      direction: 'in' | 'out';
      at: Date;
    },
  ): Promise<string> {
    const { channel, leadId, address, direction, at } = thread;
    const target = leadId
      ? Prisma.sql`(team_id, lead_id, channel) WHERE lead_id IS NOT NULL`
      : Prisma.sql`(team_id, channel, address) WHERE lead_id IS NULL`;
    const { id } = await tx.one(
      { id: 'uuid' },
      Prisma.sql`INSERT INTO inbox_thread (id, team_id, channel, lead_id, address, last_direction, last_message_at, sort_at)
        VALUES (${newId()}::uuid, brickwork_team(), ${channel}, ${leadId}::uuid, ${address}, ${direction}, ${at}, ${at})
        ON CONFLICT ${target} DO UPDATE SET channel = excluded.channel RETURNING id`,
    );
    return id;
  }

  /** What the list shows of its newest message. One that came in wakes the thread and brings it back from where it was set aside. */
  async showLatest(
    tx: SqlTx,
    id: string,
    message: {
      direction: 'in' | 'out';
      at: Date;
      subject: string | null;
      excerpt: string;
      address: string;
      senderName: string | null;
      wakes: boolean;
    },
  ): Promise<void> {
    const { direction, at, subject, excerpt, address, senderName, wakes } = message;
    const newer = Prisma.sql`last_message_at <= ${at}::timestamptz`;
    const latest = (column: Prisma.Sql, value: Prisma.Sql) =>
      Prisma.sql`${column} = CASE WHEN ${newer} THEN ${value} ELSE ${column} END`;
    await tx.execute(Prisma.sql`UPDATE inbox_thread SET
        ${latest(Prisma.sql`last_direction`, Prisma.sql`${direction}`)},
        ${latest(Prisma.sql`subject`, Prisma.sql`coalesce(${subject}, subject)`)},
        ${latest(Prisma.sql`excerpt`, Prisma.sql`${excerpt}`)},
        ${latest(Prisma.sql`address`, Prisma.sql`${address}`)},
        sender_name = coalesce(${senderName}, sender_name),
        last_message_at = greatest(last_message_at, ${at}::timestamptz),
        sort_at = CASE WHEN snoozed_until > now() AND NOT ${wakes} THEN sort_at
          WHEN snoozed_until > now() THEN greatest(last_message_at, ${at}::timestamptz)
          ELSE greatest(sort_at, ${at}::timestamptz) END,
        snoozed_until = CASE WHEN NOT ${wakes} THEN snoozed_until END,
        dismissed_at = CASE WHEN NOT ${wakes} THEN dismissed_at END
      WHERE id = ${id}::uuid`);
  }

  async assign(tx: SqlTx, id: string, userId: string | null): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE inbox_thread SET assigned_to_id = ${userId}::uuid WHERE id = ${id}::uuid`,
    );
  }

  /** Null wakes it; it then lies where its last message puts it. */
  async snooze(tx: SqlTx, id: string, until: Date | null): Promise<void> {
    await tx.execute(Prisma.sql`UPDATE inbox_thread SET snoozed_until = ${until}::timestamptz,
      sort_at = coalesce(${until}::timestamptz, last_message_at) WHERE id = ${id}::uuid`);
  }

  /** A snooze that is over is over for good once somebody has looked. */
  async forgetSnooze(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE inbox_thread SET snoozed_until = NULL WHERE id = ${id}::uuid AND snoozed_until <= now()`,
    );
  }

  async dismiss(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE inbox_thread SET dismissed_at = coalesce(dismissed_at, now()) WHERE id = ${id}::uuid`,
    );
  }

  async giveToLead(tx: SqlTx, id: string, leadId: string): Promise<void> {
    await tx.execute(
      Prisma.sql`UPDATE inbox_thread SET lead_id = ${leadId}::uuid, dismissed_at = NULL WHERE id = ${id}::uuid`,
    );
  }

  async delete(tx: SqlTx, id: string): Promise<void> {
    await tx.execute(Prisma.sql`DELETE FROM inbox_thread WHERE id = ${id}::uuid`);
  }

  /** Now, by Postgres' clock. */
  async now(tx: SqlTx): Promise<Date> {
    return (await tx.one({ now: 'date' }, Prisma.sql`SELECT now() AS now`)).now;
  }
}

/** In what was said, in what the lead is called, or in the address. */
function matches(search: string): Prisma.Sql {
  const patterns = searchPatterns(search);
  return Prisma.sql`(t.id IN (SELECT brickwork_search_inbox(${patterns}::text[], ${inboxLimits.searched}::int))
    OR t.lead_id IN (SELECT brickwork_search_leads(${patterns}::text[], ${inboxLimits.searched}::int))
    OR (t.lead_id IS NULL AND lower(' ' || coalesce(t.sender_name, '') || ' ' || t.address) LIKE ALL
      (SELECT lower(p) FROM unnest(${patterns}::text[]) AS p)))`;
}
