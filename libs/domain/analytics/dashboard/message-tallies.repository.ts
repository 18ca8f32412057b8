import { Injectable } from '@nestjs/common';
import { acceptedBetween } from '@domain/messaging';
import { Prisma, type RowOf, type SqlTx } from '@platform/database';
import type { Period, Span } from './period';
import { bucketOf, inSpan } from './seen-leads.sql';

const figures = {
  sent: 'int',
  delivered: 'int',
  opened: 'int',
  clicked: 'int',
  replied: 'int',
  bounced: 'int',
  unsubscribed: 'int',
  complained: 'int',
  segments: 'int',
} as const;
export type MessageFigures = RowOf<typeof figures>;
const names = Object.keys(figures) as (keyof MessageFigures)[];
const sums = Prisma.raw(names.map((name) => `coalesce(sum(t.${name}), 0)::int AS ${name}`).join(', '));

const campaignShape = { id: 'uuid', name: 'text', type: 'text', status: 'text', ...figures } as const;
export type CampaignTally = RowOf<typeof campaignShape>;

const bucketShape = { bucket: 'int', channel: 'text', ...figures } as const;

const quarter = 15 * 60_000;
const quarters = Prisma.sql`t.quarter`;

/** Tallies of a day and the few that lie between: counted in one go where they are near to each other. */
const longestRun = 96;
const widestGap = 8;

@Injectable()
export class MessageTalliesRepository {
  /** Held until the commit: of two who count, the later one would else write down the older count. */
  async lock(tx: SqlTx): Promise<void> {
    await tx.execute(
      Prisma.sql`SELECT pg_advisory_xact_lock(hashtextextended('message_tally:' || brickwork_team()::text, 0))`,
    );
  }

  /** Up to `limit` quarters that are due, the latest first, and due no longer: whoever takes them counts them. */
  async takeDue(tx: SqlTx, span: { start: Date; end: Date } | null, limit: number): Promise<Date[]> {
    const within = span ? Prisma.sql`AND ${inSpan(Prisma.sql`quarter`, span)}` : Prisma.empty;
    const rows = await tx.rows(
      { quarter: 'date' },
      Prisma.sql`WITH due AS (
          SELECT DISTINCT quarter FROM message_tally_due WHERE team_id = brickwork_team() ${within} ORDER BY quarter DESC LIMIT ${limit}
        ), taken AS (
          DELETE FROM message_tally_due d USING due WHERE d.team_id = brickwork_team() AND d.quarter = due.quarter
        )
        SELECT quarter FROM due ORDER BY quarter`,
    );
    return rows.map((row) => row.quarter);
  }

  /** Counts the quarters, given in their order, anew from the messages themselves. */
  async recount(tx: SqlTx, due: readonly Date[]): Promise<void> {
    await tx.execute(
      Prisma.sql`DELETE FROM message_tally WHERE team_id = brickwork_team() AND quarter = ANY(${due.map((at) => at.toISOString())}::timestamptz[])`,
    );
    for (const run of runsOf(due)) await this.countRun(tx, run);
  }

  async totals(tx: SqlTx, span: Span): Promise<(MessageFigures & { channel: string })[]> {
    return tx.rows(
      { channel: 'text', ...figures },
      Prisma.sql`SELECT t.channel, ${sums} FROM message_tally t
        WHERE t.team_id = brickwork_team() AND ${inSpan(quarters, span)} GROUP BY 1`,
    );
  }

  async byBucket(tx: SqlTx, period: Period): Promise<RowOf<typeof bucketShape>[]> {
    return tx.rows(
      bucketShape,
      Prisma.sql`SELECT ${bucketOf(quarters, period.buckets)} AS bucket, t.channel, ${sums} FROM message_tally t
        WHERE t.team_id = brickwork_team() AND ${inSpan(quarters, period)} GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  }

  /** The `most` campaigns that sent most in the span. */
  async byCampaign(tx: SqlTx, span: Span, most: number): Promise<CampaignTally[]> {
    return tx.rows(
      campaignShape,
      Prisma.sql`SELECT c.id, c.name, c.type::text AS type, c.status::text AS status, ${Prisma.raw(names.map((name) => `t.${name}`).join(', '))}
        FROM (SELECT t.source_id, ${sums} FROM message_tally t
          WHERE t.team_id = brickwork_team() AND t.source_kind = 'campaign' AND ${inSpan(quarters, span)} GROUP BY 1) AS t
        JOIN campaign c ON c.id = t.source_id ORDER BY t.sent DESC, c.id DESC LIMIT ${most}`,
    );
  }

  /** Teams for which something is due. System scope. */
  async teamsDue(tx: SqlTx): Promise<string[]> {
    const rows = await tx.rows(
      { id: 'uuid' },
      Prisma.sql`SELECT DISTINCT team_id AS id FROM message_tally_due`,
    );
    return rows.map(({ id }) => id);
  }

  private async countRun(tx: SqlTx, run: readonly Date[]): Promise<void> {
    const from = Prisma.sql`${run[0]!}::timestamptz`;
    const to = Prisma.sql`${new Date(run.at(-1)!.getTime() + quarter)}::timestamptz`;
    const quarterOf = Prisma.sql`brickwork_quarter(m.accepted_at)`;
    await tx.execute(Prisma.sql`
      INSERT INTO message_tally (team_id, quarter, channel, source_kind, source_id, sent, delivered, opened, clicked, replied, bounced,
        unsubscribed, complained, segments)
      SELECT brickwork_team(), ${quarterOf}, m.channel, m.source_kind,
        CASE WHEN m.source_kind = 'campaign' THEN m.source_id ELSE '00000000-0000-0000-0000-000000000000' END, count(*),
        count(m.delivered_at), count(m.opened_at), count(m.clicked_at), count(m.replied_at), count(*) FILTER (WHERE m.state = 'bounced'),
        count(m.unsubscribed_at), count(m.complained_at), coalesce(sum(m.segments), 0)
      FROM ${acceptedBetween(from, to)} AS m
      WHERE m.lead_id IS NOT NULL AND m.source_kind <> 'test'
        AND ${quarterOf} = ANY(${run.map((at) => at.toISOString())}::timestamptz[])
      GROUP BY 2, 3, 4, 5`);
  }
}

/** Quarters that are near to each other, together: at most a day of them. */
function runsOf(due: readonly Date[]): Date[][] {
  const runs: Date[][] = [];
  for (const at of due) {
    const run = runs.at(-1);
    const isNear = run && at.getTime() - run.at(-1)!.getTime() <= widestGap * quarter;
    if (isNear && at.getTime() - run[0]!.getTime() < longestRun * quarter) run.push(at);
    else runs.push([at]);
  }
  return runs;
}
