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
 * What `scoreLead` does, for every row of `target` at once: CTEs up to `scored` (id, raw, overall, engagement, behaviour, profile,
 * reasons, next_decay_at), to be put behind a CTE `target` with the columns above and `at`, the instant of each row.
 */
export function scoringSql(scheme: Pick<Scheme, 'rules' | 'caps'>): Prisma.Sql {
  const { rules } = scheme;
  return Prisma.sql`
    rules (no, key, kind, grp, cap_max, cap_min, points, signal, half_life, within_days, min_times, once) AS (VALUES
      ${Prisma.join(rules.map((rule, no) => ruleRow(rule, no, scheme.caps)))}),
    signals AS MATERIALIZED (
      SELECT s.lead_id, s.type, s.occurred_at, s.weight, s.expires_at, target.at,
        extract(epoch FROM target.at - s.occurred_at)::float8 / 86400 AS age
      FROM target JOIN score_signal AS s ON s.lead_id = target.id
      WHERE s.occurred_at <= target.at),
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
    parts AS (
      SELECT lead_id, no, points, per_day, ends_at FROM earned
      UNION ALL
      SELECT target.id, hit.no, r.points, 0, NULL FROM target LEFT JOIN quiet ON quiet.lead_id = target.id
      CROSS JOIN LATERAL (VALUES ${hitRows(rules)}) AS hit (no, holds) JOIN rules AS r ON r.no = hit.no WHERE hit.holds),
    groups AS (
      SELECT p.lead_id, r.grp, r.kind, sum(p.points) AS sum, least(r.cap_max, greatest(r.cap_min, sum(p.points))) AS counted,
        sum(p.per_day) AS per_day, min(p.ends_at) AS ends_at,
        jsonb_object_agg(r.key, round(p.points::numeric, 2)) AS reasons
      FROM parts AS p JOIN rules AS r ON r.no = p.no GROUP BY p.lead_id, r.grp, r.kind, r.cap_max, r.cap_min),
    sums AS (
      SELECT lead_id, sum(counted) AS overall, sum(counted) FILTER (WHERE kind = 'engagement') AS engagement,
        sum(counted) FILTER (WHERE kind = 'behaviour') AS behaviour, sum(counted) FILTER (WHERE kind = 'fit') AS profile,
        sum(per_day) AS per_day, min(ends_at) AS ends_at,
        jsonb_agg(CASE WHEN counted = sum THEN reasons
          ELSE reasons || jsonb_build_object('cap:' || grp, round((counted - sum)::numeric, 2)) END) AS reasons
      FROM groups GROUP BY lead_id),
    scored AS (
      SELECT target.id, target.at, coalesce(s.overall, 0) AS raw, ${bounded('overall')} AS overall, ${bounded('engagement')} AS engagement,
        ${bounded('behaviour')} AS behaviour, ${bounded('profile')} AS profile, s.reasons,
        date_trunc('milliseconds', least(s.ends_at, ${clockLimitsSql(rules)},
          CASE WHEN s.per_day > 0 THEN target.at + least(36500, least(${Prisma.join(sumNames.map(toHalf))}) / s.per_day) * interval '24 hours' END))
          AS next_decay_at
      FROM target LEFT JOIN sums AS s ON s.lead_id = target.id LEFT JOIN quiet ON quiet.lead_id = target.id)`;
}

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

function ruleRow(rule: Rule, no: number, caps: Scheme['caps']): Prisma.Sql {
  const group = rule.capGroup ?? `rule:${rule.key}`;
  const cap = Object.hasOwn(caps, group) ? caps[group] : undefined;
  return Prisma.sql`(${no}::int, ${rule.key}::text, ${rule.kind}::text, ${group}::text,
    ${cap?.max ?? Infinity}::float8, ${cap?.min ?? -Infinity}::float8, ${rule.points}::float8, ${rule.signal}::text,
    ${rule.halfLifeDays}::float8, ${rule.withinDays}::float8, ${rule.minTimes}::int, ${rule.once}::boolean)`;
}

function hitRows(rules: readonly Rule[]): Prisma.Sql {
  const rows = rules.flatMap(({ condition }, no) =>
    condition ? [Prisma.sql`(${no}::int, ${conditionSql(condition)})`] : [],
  );
  return rows.length === 0 ? Prisma.sql`(NULL::int, false)` : Prisma.join(rows);
}

/** One object from the list that `scored.reasons` is. */
export const reasonsSql = Prisma.sql`(SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}')
  FROM jsonb_array_elements(scored.reasons) AS part CROSS JOIN LATERAL jsonb_each(part) AS e)`;
