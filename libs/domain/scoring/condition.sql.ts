import { Prisma } from '@platform/database';
import { clockFields, customKeyOf, isClockField, plain, type ClockField } from './condition';
import type { Condition, Rule } from './rules/rule';

/** Fields of the row `target`, as text; what is not named here is no field. */
const textColumns: Record<string, Prisma.Sql> = {
  source: Prisma.sql`target.source`,
  status: Prisma.sql`target.status`,
  stage: Prisma.sql`target.stage`,
  company: Prisma.sql`target.company`,
  position: Prisma.sql`target.position`,
  email: Prisma.sql`target.email`,
  phone: Prisma.sql`target.phone`,
};

/** Since when each clock counts. */
const clockColumns: Record<ClockField, Prisma.Sql> = {
  daysSinceCreated: Prisma.sql`target.created_at`,
  daysQuiet: Prisma.sql`greatest(quiet.last_at, target.created_at)`,
};

/** Fields that conditions know, besides `custom.<key>`. */
export const conditionFields = [...Object.keys(textColumns), 'value', 'tags', ...clockFields];

const plainSql = (text: Prisma.Sql) => Prisma.sql`lower(btrim(${text}) COLLATE "C")`;

function numberSql(text: Prisma.Sql): Prisma.Sql {
  const bare = Prisma.sql`regexp_replace(${text}, '[$, ]', '', 'g')`;
  return Prisma.sql`CASE WHEN ${bare} ~ '^-?[0-9]{1,15}([.][0-9]{1,6})?$' THEN ${bare}::float8 END`;
}

/** The condition on the rows `target` and `quiet`; never null. See `holds`, which says the same. */
export function conditionSql(condition: Condition): Prisma.Sql {
  const { field } = condition;
  if (field === 'tags') return tagsSql(condition);
  const key = customKeyOf(field);
  if (field === 'value') return numericSql(condition, Prisma.sql`target.value::float8`);
  if (isClockField(field)) {
    const days = Prisma.sql`(extract(epoch FROM target.at - ${clockColumns[field]})::float8 / 86400)`;
    return numericSql(condition, days);
  }
  const text = key === undefined ? textColumns[field] : Prisma.sql`(target.custom_fields ->> ${key})`;
  if (!text) throw new TypeError(`no condition knows the field ${field}`);
  if (condition.op === 'atLeast' || condition.op === 'atMost') return numericSql(condition, numberSql(text));
  return textSql(condition, text);
}

function textSql(condition: Condition, text: Prisma.Sql): Prisma.Sql {
  if (condition.op === 'present') return Prisma.sql`coalesce(btrim(${text}) <> '', false)`;
  if (condition.op === 'absent') return Prisma.sql`coalesce(btrim(${text}) = '', true)`;
  const values = condition.op === 'oneOf' ? condition.values.map(plain) : [];
  return Prisma.sql`coalesce(${plainSql(text)} = ANY(${values}::text[]), false)`;
}

function numericSql(condition: Condition, number: Prisma.Sql): Prisma.Sql {
  switch (condition.op) {
    case 'present':
      return Prisma.sql`(${number} IS NOT NULL)`;
    case 'absent':
      return Prisma.sql`(${number} IS NULL)`;
    case 'atLeast':
      return Prisma.sql`coalesce(${number} >= ${condition.value}::float8, false)`;
    case 'atMost':
      return Prisma.sql`coalesce(${number} <= ${condition.value}::float8, false)`;
    case 'oneOf':
      throw new TypeError(`${condition.field} is a number: at least or at most`);
  }
}

function tagsSql(condition: Condition): Prisma.Sql {
  const among =
    condition.op === 'oneOf'
      ? Prisma.sql`AND lead_tag.tag_id = ANY(${condition.values}::uuid[])`
      : Prisma.empty;
  const exists = Prisma.sql`EXISTS (SELECT FROM lead_tag WHERE lead_tag.lead_id = target.id ${among})`;
  return condition.op === 'absent' ? Prisma.sql`NOT ${exists}` : exists;
}

/** The instants at which the clocks of these rules pass their limits, as one expression; null when none lies ahead. */
export function clockLimitsSql(rules: readonly Rule[]): Prisma.Sql {
  const limits = rules.flatMap(({ condition }) => {
    if (!condition || !isClockField(condition.field) || !('value' in condition)) return [];
    const limit = Prisma.sql`${clockColumns[condition.field]} + ${condition.value}::float8 * interval '24 hours'`;
    return [Prisma.sql`CASE WHEN ${limit} >= target.at THEN ${limit} END`];
  });
  return limits.length === 0 ? Prisma.sql`NULL::timestamptz` : Prisma.sql`least(${Prisma.join(limits)})`;
}
