import { Injectable } from '@nestjs/common';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';

const statsShape = {
  variant: 'text?',
  state: 'text',
  reason: 'text?',
  messages: 'int',
  sent: 'int',
  delivered: 'int',
  opened: 'int',
  machineOpened: 'int',
  clicked: 'int',
  replied: 'int',
  unsubscribed: 'int',
  complained: 'int',
  segments: 'int',
} as const;
export type StatsRow = RowOf<typeof statsShape>;

@Injectable()
export class StatsRepository {
  async bySource(tx: SqlTx, sourceId: string): Promise<StatsRow[]> {
    return tx.rows(
      statsShape,
      Prisma.sql`SELECT m.variant, m.state, CASE WHEN m.state = 'skipped' THEN m.reason END AS reason,
          count(*)::int AS messages,
          count(*) FILTER (WHERE m.accepted_at IS NOT NULL OR m.state IN ('accepted', 'delivered', 'bounced'))::int AS sent,
          count(m.delivered_at)::int AS delivered,
          count(m.opened_at)::int AS opened,
          count(*) FILTER (WHERE m.opened_at IS NULL AND m.machine_opens > 0)::int AS "machineOpened",
          count(m.clicked_at)::int AS clicked, count(m.replied_at)::int AS replied,
          count(m.unsubscribed_at)::int AS unsubscribed, count(m.complained_at)::int AS complained,
          coalesce(sum(m.segments) FILTER (WHERE m.accepted_at IS NOT NULL), 0)::int AS segments
        FROM message_ledger m WHERE m.source_id = ${sourceId}::uuid GROUP BY 1, 2, 3
        UNION ALL
        -- Recipients whose messages are still being written.
        SELECT NULL, 'queued', NULL, sum(size)::int, 0, 0, 0, 0, 0, 0, 0, 0, 0
        FROM audience_part WHERE source_id = ${sourceId}::uuid HAVING count(*) > 0
        ORDER BY 1, 2, 3`,
    );
  }
}
