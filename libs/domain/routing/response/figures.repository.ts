import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';

const seconds = Prisma.sql`extract(epoch FROM contacted_at - started_at)`;
const range = (column: string, { from, to }: { from: Date; to: Date }) =>
  Prisma.sql`team_id = brickwork_team() AND ${Prisma.raw(column)} >= ${from}::timestamptz AND ${Prisma.raw(column)} < ${to}::timestamptz`;

@Injectable()
export class FiguresRepository {
  /** Of the leads that arrived in the range. */
  async team(tx: SqlTx, between: { from: Date; to: Date }) {
    return tx.one(
      {
        arrived: 'int',
        contacted: 'int',
        breached: 'int',
        kept: 'int',
        medianSeconds: 'float?',
        p90Seconds: 'float?',
      },
      Prisma.sql`SELECT count(*)::int AS arrived, count(contacted_at)::int AS contacted, count(breached_at)::int AS breached,
          count(*) FILTER (WHERE contacted_at IS NOT NULL AND breached_at IS NULL AND minutes IS NOT NULL)::int AS kept,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) AS "medianSeconds",
          percentile_cont(0.9) WITHIN GROUP (ORDER BY ${seconds}) AS "p90Seconds"
        FROM lead_response WHERE ${range('started_at', between)}`,
    );
  }

  /** Of those whom rules name and those who had anything to do with a lead in the range, by name. */
  async people(tx: SqlTx, between: { from: Date; to: Date }) {
    return tx.rows(
      {
        userId: 'uuid',
        name: 'text',
        received: 'int',
        breaches: 'int',
        contacted: 'int',
        medianSeconds: 'float?',
        openLeads: 'int',
      },
      Prisma.sql`WITH decided AS (
          SELECT user_id, count(*) FILTER (WHERE kind IN ('assigned', 'claimed'))::int AS received,
            count(*) FILTER (WHERE kind = 'breached')::int AS breaches
          FROM routing_decision WHERE ${range('created_at', between)} AND kind IN ('assigned', 'claimed', 'breached')
            AND user_id IS NOT NULL GROUP BY user_id
        ), spoken AS (
          SELECT contacted_by_id AS user_id, count(*)::int AS contacted,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) AS median
          FROM lead_response WHERE ${range('started_at', between)} AND contacted_by_id IS NOT NULL GROUP BY contacted_by_id
        ), named AS (
          SELECT unnest(r.user_ids) AS user_id FROM routing_rule r WHERE r.team_id = brickwork_team() AND r.enabled
          UNION SELECT unnest(g.user_ids) FROM routing_rule r JOIN routing_group g ON g.id = ANY(r.group_ids)
            WHERE r.team_id = brickwork_team() AND r.enabled
          UNION SELECT user_id FROM decided UNION SELECT user_id FROM spoken
        )
        SELECT u.id AS "userId", u.name, coalesce(d.received, 0) AS received, coalesce(d.breaches, 0) AS breaches,
          coalesce(s.contacted, 0) AS contacted, s.median AS "medianSeconds",
          (SELECT count(*)::int FROM lead l WHERE l.team_id = brickwork_team() AND l.assigned_to_id = u.id
            AND l.assigned_to_id IS NOT NULL AND l.status NOT IN ('WON', 'LOST')) AS "openLeads"
        FROM named n JOIN membership m ON m.team_id = brickwork_team() AND m.user_id = n.user_id JOIN app_user u ON u.id = n.user_id
          LEFT JOIN decided d ON d.user_id = n.user_id LEFT JOIN spoken s ON s.user_id = n.user_id
        ORDER BY lower(u.name), u.id`,
    );
  }
}
