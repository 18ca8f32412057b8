import { Injectable } from '@nestjs/common';
import type { Permission } from '@platform/auth';
import { Prisma, type SqlTx } from '@platform/database';
import type { LiveDraft, StoredLiveEvent } from './live-event';

export interface FeedPosition {
  /** The number of the newest event; 0 before the first. */
  head: number;
  /** Events up to this number are gone. */
  floor: number;
}

export interface FeedPage extends FeedPosition {
  /** Oldest first. */
  events: StoredLiveEvent[];
}

const start: FeedPosition = { head: 0, floor: 0 };
const channel = 'brickwork_live';

@Injectable()
export class LiveFeedRepository {
  /** Holds the team's feed until the commit: the last statement of a unit of work, or nearly. */
  async append(tx: SqlTx, drafts: LiveDraft[]): Promise<void> {
    const rows = drafts.map(({ event, data, userId = null, leadId = null, shownTo = [] }) => ({
      ...{ type: event.type, version: event.version, permission: event.permission },
      ...{ data, user_id: userId, lead_id: leadId, shown_to: shownTo },
    }));
    await tx.execute(Prisma.sql`
      WITH head AS (
        INSERT INTO live_feed (team_id, last) VALUES (brickwork_team(), ${rows.length})
        ON CONFLICT (team_id) DO UPDATE SET last = live_feed.last + excluded.last RETURNING last
      )
      INSERT INTO live_event (team_id, seq, type, version, permission, data, user_id, lead_id, shown_to)
      SELECT brickwork_team(), head.last - ${rows.length} + r.place, r.type, r.version, r.permission, r.data, r.user_id, r.lead_id, r.shown_to
      FROM head, ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS (type text, version int, permission text, data jsonb,
        user_id uuid, lead_id uuid, shown_to uuid[])) WITH ORDINALITY
        AS r (type, version, permission, data, user_id, lead_id, shown_to, place)`);
  }

  /** What comes after a number for any of `userIds`, as far as the scope of `tx` sees it, and where the feed stood at that moment. */
  async read(tx: SqlTx, after: number, userIds: string[], limit: number): Promise<FeedPage> {
    const rows = await tx.rows(
      {
        ...{ head: 'int', floor: 'int', seq: 'int?', type: 'text?', version: 'int?', data: 'json?' },
        ...{ permission: 'text?', userId: 'uuid?', createdAt: 'date?' },
      },
      Prisma.sql`SELECT f.last AS head, f.floor, e.seq, e.type, e.version, e.data, e.permission, e.user_id AS "userId",
          e.created_at AS "createdAt"
        FROM live_feed f LEFT JOIN LATERAL (
          SELECT * FROM live_event l WHERE l.team_id = f.team_id AND l.seq > ${after}
            AND (l.user_id IS NULL OR l.user_id = ANY(${userIds}::uuid[])) ORDER BY l.seq LIMIT ${limit}
        ) AS e ON true WHERE f.team_id = brickwork_team() ORDER BY e.seq`,
    );
    const [first] = rows;
    if (!first) return { ...start, events: [] };
    const events = rows.flatMap((row) =>
      row.seq === null
        ? []
        : [{ ...row, permission: row.permission as Permission | null } as StoredLiveEvent],
    );
    return { head: first.head, floor: first.floor, events };
  }

  async position(tx: SqlTx): Promise<FeedPosition> {
    const row = await tx.maybeOne(
      { head: 'int', floor: 'int' },
      Prisma.sql`SELECT last AS head, floor FROM live_feed WHERE team_id = brickwork_team()`,
    );
    return row ?? start;
  }

  /** How far the feeds of these teams have come. System scope. */
  async heads(tx: SqlTx, teamIds: string[]): Promise<Map<string, number>> {
    const rows = await tx.rows(
      { teamId: 'uuid', head: 'int' },
      Prisma.sql`SELECT team_id AS "teamId", last AS head FROM live_feed WHERE team_id = ANY(${teamIds}::uuid[])`,
    );
    return new Map(rows.map(({ teamId, head }) => [teamId, head]));
  }

  /** Removes up to `limit` events that are older than `days`; answers how many. System scope. */
  async prune(tx: SqlTx, days: number, limit: number): Promise<number> {
    const { count } = await tx.one(
      { count: 'int' },
      Prisma.sql`
        WITH gone AS (
          DELETE FROM live_event WHERE (team_id, seq) IN (
            SELECT team_id, seq FROM live_event WHERE created_at < now() - make_interval(days => ${days})
            ORDER BY created_at LIMIT ${limit})
          RETURNING team_id, seq
        ), floors AS (
          UPDATE live_feed f SET floor = greatest(f.floor, g.seq)
          FROM (SELECT team_id, max(seq) AS seq FROM gone GROUP BY team_id) AS g WHERE f.team_id = g.team_id
        )
        SELECT count(*)::int AS count FROM gone`,
    );
    return count;
  }

  /** Postgres' own way of telling other processes. At most 8,000 bytes. */
  async notify(tx: SqlTx, message: string): Promise<void> {
    await tx.execute(Prisma.sql`SELECT pg_notify(${channel}, ${message})`);
  }

  get listenStatement(): string {
    return `LISTEN ${channel}`;
  }
}
