import { Injectable } from '@nestjs/common';
import { acceptedBetween } from '@domain/messaging';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Snapshot, SnapshotRange } from './snapshot';

const shape = {
  date: 'text',
  totalLeads: 'int',
  newLeads: 'int',
  qualifiedLeads: 'int',
  wonLeads: 'int',
  totalRevenue: 'float',
  newRevenue: 'float',
  activeCampaigns: 'int',
  emailsSent: 'int',
  emailsOpened: 'int',
  conversionRate: 'float',
  avgLeadScore: 'float',
  rawData: 'json',
} as const;
const columns = Prisma.sql`date::text, total_leads AS "totalLeads", new_leads AS "newLeads", qualified_leads AS "qualifiedLeads",
  won_leads AS "wonLeads", total_revenue AS "totalRevenue", new_revenue AS "newRevenue", active_campaigns AS "activeCampaigns",
  emails_sent AS "emailsSent", emails_opened AS "emailsOpened", conversion_rate AS "conversionRate",
  avg_lead_score AS "avgLeadScore", raw_data AS "rawData"`;

const teamShape = { id: 'uuid', zone: 'text', createdAt: 'date', last: 'text?', now: 'date' } as const;
/** A team with the last day that was written. */
export type TeamDay = RowOf<typeof teamShape>;

/** Mails that were sent longer ago are not looked at for opens. */
const openedWithinDays = 30;

@Injectable()
export class SnapshotsRepository {
  async list(
    tx: SqlTx,
    { from, to }: SnapshotRange,
    before: string | undefined,
    limit: number,
  ): Promise<Snapshot[]> {
    const where = [
      Prisma.sql`team_id = brickwork_team()`,
      ...(from ? [Prisma.sql`date >= ${from}::date`] : []),
      ...(to ? [Prisma.sql`date <= ${to}::date`] : []),
      ...(before ? [Prisma.sql`date < ${before}::date`] : []),
    ];
    const rows = await tx.rows(
      shape,
      Prisma.sql`SELECT ${columns} FROM analytics_snapshot WHERE ${Prisma.join(where, ' AND ')}
        ORDER BY analytics_snapshot.date DESC LIMIT ${limit}`,
    );
    return rows as Snapshot[];
  }

  /** In the order of their ids. System scope. */
  async teams(tx: SqlTx, after: string | null, limit: number): Promise<TeamDay[]> {
    return tx.rows(
      teamShape,
      Prisma.sql`SELECT t.id, t.timezone AS zone, t.created_at AS "createdAt", now() AS now,
          (SELECT max(s.date)::text FROM analytics_snapshot s WHERE s.team_id = t.id) AS last
        FROM team t WHERE ${after}::uuid IS NULL OR t.id > ${after}::uuid ORDER BY t.id LIMIT ${limit}`,
    );
  }

  async zone(tx: SqlTx): Promise<string> {
    const { zone } = await tx.one(
      { zone: 'text' },
      Prisma.sql`SELECT timezone AS zone FROM team WHERE id = brickwork_team()`,
    );
    return zone;
  }

  /** One statement for all figures, so that they are of one moment. What stands is as of now, what happened is of the day. */
  async write(tx: SqlTx, date: string, { from, to }: { from: Date; to: Date }): Promise<void> {
    await tx.execute(Prisma.sql`
      WITH stands AS (
        SELECT count(*)::int AS total, count(*) FILTER (WHERE created_at >= ${from})::int AS new,
          count(*) FILTER (WHERE status = 'QUALIFIED')::int AS qualified, count(*) FILTER (WHERE status = 'WON')::int AS won,
          coalesce(sum(value) FILTER (WHERE status = 'WON'), 0)::float8 AS revenue, coalesce(avg(score), 0)::float8 AS score
        FROM lead WHERE team_id = brickwork_team() AND created_at < ${to}
      ), by_status AS (
        SELECT coalesce(jsonb_object_agg(status, n), '{}') AS counts FROM (
          SELECT status, count(*) AS n FROM lead WHERE team_id = brickwork_team() AND created_at < ${to} GROUP BY status) AS s
      ), by_source AS (
        SELECT coalesce(jsonb_object_agg(source, n), '{}') AS counts FROM (
          SELECT coalesce(source, '') AS source, count(*) AS n FROM lead WHERE team_id = brickwork_team() AND created_at < ${to}
          GROUP BY 1 ORDER BY n DESC LIMIT 50) AS s
      ), won AS (
        SELECT coalesce(sum(lead.value), 0)::float8 AS revenue FROM lead
        WHERE lead.team_id = brickwork_team() AND lead.status = 'WON' AND lead.id IN (
          SELECT a.lead_id FROM activity a WHERE a.team_id = brickwork_team() AND a.type = 'lead.status_changed'
            AND a.created_at >= ${from} AND a.created_at < ${to} AND a.changes -> 'status' ->> 'to' = 'WON')
      ), sent AS (
        SELECT count(*) FILTER (WHERE channel = 'EMAIL' AND accepted_at >= ${from})::int AS emails,
          count(*) FILTER (WHERE channel = 'SMS' AND accepted_at >= ${from})::int AS texts,
          count(*) FILTER (WHERE channel = 'EMAIL' AND opened_at >= ${from} AND opened_at < ${to})::int AS opened,
          count(*) FILTER (WHERE replied_at >= ${from} AND replied_at < ${to})::int AS replied
        FROM ${acceptedBetween(
          Prisma.sql`${from}::timestamptz - ${openedWithinDays}::int * interval '1 day'`,
          Prisma.sql`${to}::timestamptz`,
        )} AS message
      ), running AS (
        SELECT count(*)::int AS n FROM campaign
        WHERE team_id = brickwork_team() AND status IN ('SCHEDULED', 'ACTIVE', 'PAUSED')
      )
      INSERT INTO analytics_snapshot (team_id, date, total_leads, new_leads, qualified_leads, won_leads, total_revenue, new_revenue,
        active_campaigns, emails_sent, emails_opened, conversion_rate, avg_lead_score, raw_data)
      SELECT brickwork_team(), ${date}::date, stands.total, stands.new, stands.qualified, stands.won, stands.revenue, won.revenue,
        running.n, sent.emails, sent.opened, CASE WHEN stands.total = 0 THEN 0 ELSE stands.won::float8 / stands.total END,
        stands.score, jsonb_build_object('leadsByStatus', by_status.counts, 'leadsBySource', by_source.counts,
          'textsSent', sent.texts, 'replies', sent.replied)
      FROM stands, by_status, by_source, won, sent, running
      ON CONFLICT (team_id, date) DO NOTHING`);
  }
}
