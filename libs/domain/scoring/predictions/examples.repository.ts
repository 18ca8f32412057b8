import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { closedLeads } from '../outcomes.sql';
import { soonTimelines } from '../rules/default-rules';
import { silentSignals } from '../score';
import type { Example } from './features';

/** The newest outcomes: plenty for fourteen features, and few enough that learning does not hold up a worker's other jobs. */
const maxExamples = 1_000;

const shape = { values: 'json', happened: 'bool' } as const;

/** The values of `features`, in their order, for the rows of `target` (lead's id, created_at, value, custom_fields, and `at`). */
const featureValues = Prisma.sql`json_build_array(
    ln(1 + acts.opens), ln(1 + acts.clicks), ln(1 + acts.replies), ln(1 + acts.property_views), ln(1 + acts.page_views),
    ln(1 + acts.requests), ln(1 + acts.appointments), ln(1 + acts.withdrawals),
    ln(1 + greatest(0, extract(epoch FROM target.at - greatest(acts.last_at, target.created_at)) / 86400)),
    ln(1 + greatest(0, extract(epoch FROM target.at - target.created_at) / 86400)),
    (target.value IS NOT NULL)::int, ln(1 + greatest(0, coalesce(target.value, 0))),
    coalesce(lower(btrim(target.custom_fields ->> 'timeline') COLLATE "C") = ANY(${[...soonTimelines]}::text[]), false)::int,
    coalesce(lower(target.custom_fields ->> 'pre_approved') IN ('true', 'yes', 'y', '1'), false)::int)`;

const acts = Prisma.sql`CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE s.type = 'message.opened') AS opens,
    count(*) FILTER (WHERE s.type = 'message.clicked') AS clicks,
    count(*) FILTER (WHERE s.type = 'message.replied') AS replies,
    count(*) FILTER (WHERE s.type IN ('property.viewed', 'property.saved')) AS property_views,
    count(*) FILTER (WHERE s.type IN ('page.viewed', 'search.performed')) AS page_views,
    count(*) FILTER (WHERE s.type IN ('showing.requested', 'valuation.requested', 'form.submitted', 'search.saved')) AS requests,
    count(*) FILTER (WHERE s.type IN ('appointment.created', 'appointment.completed')) AS appointments,
    count(*) FILTER (WHERE s.type IN ('message.bounced', 'lead.unsubscribed', 'appointment.no_show')) AS withdrawals,
    max(s.occurred_at) FILTER (WHERE NOT (s.type = ANY(${[...silentSignals]}::text[]))) AS last_at
  FROM score_signal AS s WHERE s.lead_id = target.id AND s.occurred_at <= target.at
    AND s.occurred_at > target.at - interval '90 days') AS acts`;

const columns = Prisma.sql`lead.id, lead.created_at, lead.value, lead.custom_fields`;
/** No order of time or name: what is held out is not chosen by either. */
const shuffled = Prisma.sql`ORDER BY md5(target.id::text)`;

@Injectable()
export class ExamplesRepository {
  /** Won and lost leads as they stood a week before they closed, or half-way there when they closed sooner. */
  async conversions(tx: SqlTx): Promise<Example[]> {
    const rows = await tx.rows(
      shape,
      Prisma.sql`WITH ${closedLeads(maxExamples)}, target AS (
          SELECT ${columns}, closed.won AS happened,
            greatest(closed.closed_at - interval '7 days', lead.created_at + (closed.closed_at - lead.created_at) / 2) AS at
          FROM closed JOIN lead ON lead.id = closed.id)
        SELECT ${featureValues} AS values, target.happened FROM target ${acts} ${shuffled}`,
    );
    return rows as Example[];
  }

  /** Leads that were active 30 days ago, as they stood then, and whether nothing was heard of them since. */
  async silences(tx: SqlTx): Promise<Example[]> {
    const silent = Prisma.sql`NOT (s.type = ANY(${[...silentSignals]}::text[]))`;
    const rows = await tx.rows(
      shape,
      Prisma.sql`WITH active AS (
          SELECT s.lead_id AS id, bool_or(s.occurred_at > now() - interval '30 days') AS heard
          FROM score_signal AS s WHERE s.team_id = brickwork_team() AND ${silent} AND s.occurred_at > now() - interval '120 days'
          GROUP BY s.lead_id HAVING bool_or(s.occurred_at <= now() - interval '30 days') ORDER BY md5(s.lead_id::text)
          LIMIT ${maxExamples}),
        target AS (
          SELECT ${columns}, NOT active.heard AND lead.status <> 'WON' AS happened, now() - interval '30 days' AS at
          FROM active JOIN lead ON lead.id = active.id)
        SELECT ${featureValues} AS values, target.happened FROM target ${acts} ${shuffled}`,
    );
    return rows as Example[];
  }

  async outcomes(tx: SqlTx): Promise<number> {
    const { outcomes } = await tx.one(
      { outcomes: 'int' },
      Prisma.sql`SELECT count(*)::int AS outcomes FROM lead WHERE team_id = brickwork_team() AND status IN ('WON', 'LOST')`,
    );
    return outcomes;
  }

  /** A lead as it stands now. */
  async ofLead(
    tx: SqlTx,
    leadId: string,
  ): Promise<{ values: number[]; value: number | null; daysKnown: number } | undefined> {
    const row = await tx.maybeOne(
      { values: 'json', value: 'float?', daysKnown: 'float' },
      Prisma.sql`WITH target AS (SELECT ${columns}, now() AS at FROM lead WHERE lead.id = ${leadId}::uuid)
        SELECT ${featureValues} AS values, target.value::float8 AS value,
          (extract(epoch FROM now() - target.created_at) / 86400)::float8 AS "daysKnown" FROM target ${acts}`,
    );
    return row && { ...row, values: row.values as number[] };
  }

  /** Of won leads: the median value, and the median of how many days they took, of those that took longer than `daysKnown`. */
  async wonLeads(
    tx: SqlTx,
    daysKnown: number,
  ): Promise<{ value: number | null; days: number | null; slower: number }> {
    return tx.one(
      { value: 'float?', days: 'float?', slower: 'int' },
      Prisma.sql`WITH ${closedLeads(maxExamples)}, won AS (
          SELECT lead.value, extract(epoch FROM closed.closed_at - lead.created_at)::float8 / 86400 AS days
          FROM closed JOIN lead ON lead.id = closed.id WHERE closed.won)
        SELECT (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float8) FROM won WHERE value IS NOT NULL) AS value,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE days > ${daysKnown}::float8) AS days,
          count(*) FILTER (WHERE days > ${daysKnown}::float8)::int AS slower FROM won`,
    );
  }
}
