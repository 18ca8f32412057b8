import { Prisma } from '@platform/database';
import { clockLimitsSql, conditionSql } from './condition.sql';
import { silentSignals } from './score';
import type { Rule, Scheme } from './rules/rule';

/** The columns of `lead` that conditions look at; the status may be that of another day. */
export const leadColumnsWith = (
  status: Prisma.Sql,
) => Prisma.sql`lead.id, lead.source, ${status} AS status, lead.stage, lead.company,
  lead.position, lead.email, lead.phone, lead.value, lead.custom_fields, lead.created_at`;
export const leadColumns = leadColumnsWith(Prisma.sql`lead.status`);

/**
 * What `scoreLead` does, for every row of `target` at once: CTEs up to `scored` (id, at, raw, overall, engagement, behaviour, profile,
 * next_decay_at), to be put behind a CTE `target` with the columns above and `at`, the instant of each row. The signals are looked up
 * lead by lead: a portion of some thousand leads must not read the evidence of all.
 */
export function scoringSql(scheme: Pick<Scheme, 'rules' | 'caps'>): Prisma.Sql {
  const { rules } = scheme;
  return Prisma.sql`
    rules (no, key, kind, grp_no, grp, cap_max, cap_min, points, signal, half_life, within_days, min_times, once) AS (VALUES
      ${Prisma.join(ruleRows(scheme))}),
    signals AS MATERIALIZED (
      SELECT s.lead_id, s.type, s.occurred_at, s.weight, s.expires_at, target.at,
        extract(epoch FROM target.at - s.occurred_at)::float8 / 86400 AS age
      FROM target CROSS JOIN LATERAL (
        SELECT lead_id, type, occurred_at, weight, expires_at FROM score_signal
        WHERE score_signal.lead_id = target.id AND score_signal.occurred_at <= target.at OFFSET 0) AS s),
    quiet AS (
      SELECT lead_id, max(occurred_at) AS last_at FROM signals
      WHERE NOT (type = ANY(${[...silentSignals]}::text[])) GROUP BY lead_id),
    earned AS (
      SELECT s.lead_id, r.no, r.points * CASE WHEN r.once THEN max(d.worth) ELSE sum(d.worth) END AS points,
        coalesce(CASE WHEN r.once THEN abs(max(d.worth)) ELSE sum(abs(d.worth)) END * abs(r.points) * ln(2::float8) / r.half_life, 0)
          AS per_day,
        min(least(s.expires_at, s.occurred_at + r.within_days * interval '24 hours')) AS ends_at
      FROM signals AS s JOIN rules AS r ON r.signal = s.type
      CROSS JOIN LATERAL (
        SELECT s.weight * CASE WHEN r.half_life IS NULL THEN 1 ELSE power(0.5::float8, least(500, s.age / r.half_life)) END AS worth) AS d
      WHERE (s.expires_at IS NULL OR s.expires_at > s.at) AND (r.within_days IS NULL OR s.age < r.within_days)
      GROUP BY s.lead_id, r.no, r.once, r.points, r.half_life, r.min_times HAVING count(*) >= greatest(1, r.min_times)),
    parts AS MATERIALIZED (
      SELECT earned.lead_id, earned.no, r.grp_no, earned.points, earned.per_day, earned.ends_at FROM earned JOIN rules AS r USING (no)
      UNION ALL
      SELECT target.id, hit.no, r.grp_no, r.points, 0, NULL FROM target LEFT JOIN quiet ON quiet.lead_id = target.id
      CROSS JOIN LATERAL (VALUES ${hitRows(rules)}) AS hit (no, holds) JOIN rules AS r ON r.no = hit.no WHERE hit.holds),
    groups AS MATERIALIZED (
      SELECT p.lead_id, g.kind, g.grp, p.sum, least(g.cap_max, greatest(g.cap_min, p.sum)) AS counted, p.per_day, p.ends_at
      FROM (SELECT lead_id, grp_no, sum(points) AS sum, sum(per_day) AS per_day, min(ends_at) AS ends_at
        FROM parts GROUP BY lead_id, grp_no) AS p
      JOIN (SELECT DISTINCT grp_no, grp, kind, cap_max, cap_min FROM rules) AS g ON g.grp_no = p.grp_no),
    sums AS (
      SELECT lead_id, sum(counted) AS overall, sum(counted) FILTER (WHERE kind = 'engagement') AS engagement,
        sum(counted) FILTER (WHERE kind = 'behaviour') AS behaviour, sum(counted) FILTER (WHERE kind = 'fit') AS profile,
        sum(per_day) AS per_day, min(ends_at) AS ends_at
      FROM groups GROUP BY lead_id),
    scored AS (
      SELECT target.id, target.at, coalesce(s.overall, 0) AS raw, ${bounded('overall')} AS overall, ${bounded('engagement')} AS engagement,
        ${bounded('behaviour')} AS behaviour, ${bounded('profile')} AS profile,
        date_trunc('milliseconds', least(s.ends_at, ${clockLimitsSql(rules)},
          CASE WHEN s.per_day > 0 THEN target.at + least(36500, least(${Prisma.join(sumNames.map(toHalf))}) / s.per_day) * interval '24 hours' END))
          AS next_decay_at
      FROM target LEFT JOIN sums AS s ON s.lead_id = target.id LEFT JOIN quiet ON quiet.lead_id = target.id)`;
}

/** The CTE `reasons` (lead_id, reasons) behind those above: points by rule, and what caps took. */
export const reasonsSql = Prisma.sql`reasons AS (
  SELECT lead_id, jsonb_object_agg(reason, points) AS reasons FROM (
    SELECT p.lead_id, r.key AS reason, round(p.points * 100) / 100 AS points FROM parts AS p JOIN rules AS r ON r.no = p.no
    UNION ALL
    SELECT lead_id, 'cap:' || grp, round((counted - sum) * 100) / 100 FROM groups WHERE counted <> sum) AS all_points
  GROUP BY lead_id)`;

const sumNames = ['overall', 'engagement', 'behaviour', 'profile'] as const;

/** See `bounded` in score.ts. */
function bounded(sum: (typeof sumNames)[number]): Prisma.Sql {
  return Prisma.sql`least(100, greatest(0, floor(coalesce(s.${Prisma.raw(sum)}, 0) + 0.5 + 1e-9)))::int`;
}

/** How far a sum is from where its rounding changes. */
function toHalf(sum: (typeof sumNames)[number]): Prisma.Sql {
  const shifted = Prisma.sql`(coalesce(s.${Prisma.raw(sum)}, 0) + 0.5)`;
  return Prisma.sql`abs(${shifted} - round(${shifted}))`;
}

function ruleRows({ rules, caps }: Pick<Scheme, 'rules' | 'caps'>): Prisma.Sql[] {
  const groupOf = (rule: Rule) => rule.capGroup ?? `rule:${rule.key}`;
  const groups = [...new Set(rules.map(groupOf))];
  return rules.map((rule, no) => {
    const group = groupOf(rule);
    const cap = Object.hasOwn(caps, group) ? caps[group] : undefined;
    return Prisma.sql`(${no}::int, ${rule.key}::text, ${rule.kind}::text, ${groups.indexOf(group)}::int, ${group}::text,
      ${cap?.max ?? Infinity}::float8, ${cap?.min ?? -Infinity}::float8, ${rule.points}::float8, ${rule.signal}::text,
      ${rule.halfLifeDays}::float8, ${rule.withinDays}::float8, ${rule.minTimes}::int, ${rule.once}::boolean)`;
  });
}

function hitRows(rules: readonly Rule[]): Prisma.Sql {
  const rows = rules.flatMap(({ condition }, no) =>
    condition ? [Prisma.sql`(${no}::int, ${conditionSql(condition)})`] : [],
  );
  return rows.length === 0 ? Prisma.sql`(NULL::int, false)` : Prisma.join(rows);
}
