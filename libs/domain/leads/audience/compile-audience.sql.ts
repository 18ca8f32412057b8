import { Prisma } from '@platform/database';
import { readState } from '../lead-values';
import type { Audience, LeadFilter } from './lead-filter';
import { customCondition } from './custom-condition.sql';
import { searchPatterns } from './search-patterns';

type Conditions = {
  [K in keyof Required<LeadFilter>]: (value: Required<LeadFilter>[K], searched: number | null) => Prisma.Sql;
};

/** Every filter there is, with its column and operator. Values are always parameters; nothing a caller writes becomes SQL. */
const conditions: Conditions = {
  status: (values) =>
    values.length === 1
      ? Prisma.sql`lead.status = ${values[0]}`
      : Prisma.sql`lead.status = ANY(${values}::text[])`,
  stage: (value) => Prisma.sql`lead.stage = ${value}`,
  source: (value) => Prisma.sql`lead.source = ${value}`,
  minScore: (value) => Prisma.sql`lead.score >= ${value}::bigint`,
  maxScore: (value) => Prisma.sql`lead.score <= ${value}::bigint`,
  assignee: (value) =>
    value === 'unassigned'
      ? Prisma.sql`lead.assigned_to_id IS NULL`
      : Prisma.sql`lead.assigned_to_id = ${value}::uuid`,
  tagIds: (values) =>
    Prisma.sql`lead.id IN (SELECT lead_id FROM lead_tag WHERE tag_id = ANY(${values}::uuid[]))`,
  createdFrom: (value) => Prisma.sql`lead.created_at >= ${value}::timestamptz`,
  createdTo: (value) => Prisma.sql`lead.created_at < ${value}::timestamptz`,
  search: (value, searched) =>
    Prisma.sql`lead.id IN (SELECT brickwork_search_leads(${searchPatterns(value)}::text[], ${searched}::int))`,
  timezone: (value) => Prisma.sql`lead.timezone = ${value}`,
  state: (value) => Prisma.sql`lead.state = ${readState(value)}`,
  custom: (values) => Prisma.join([Prisma.sql`true`, ...values.map(customCondition)], ' AND '),
};

/** The conjuncts of a filter over `lead`. `searched`: how many of the newest matches a search looks at, null for all. */
export function filterConditions(filter: LeadFilter, searched: number | null): Prisma.Sql[] {
  return (Object.keys(conditions) as (keyof LeadFilter)[]).flatMap((key) => {
    const value = filter[key];
    if (value === undefined || value === null) return [];
    return [(conditions[key] as (value: unknown, searched: number | null) => Prisma.Sql)(value, searched)];
  });
}

/**
 * A SELECT of the ids of the leads that are meant, for use as a sub-select inside a team's unit of work (row-level security
 * keeps it to the team). Ids that are not the team's select nothing; `Audiences.require` tells a caller about them.
 */
export function compileAudience(audience: Audience): Prisma.Sql {
  if ('leadIds' in audience)
    return Prisma.sql`SELECT lead.id FROM lead WHERE lead.id = ANY(${audience.leadIds}::uuid[])`;
  const filter = 'tagIds' in audience ? { tagIds: audience.tagIds } : audience.filter;
  const where = filterConditions(filter, null);
  return where.length > 0
    ? Prisma.sql`SELECT lead.id FROM lead WHERE ${Prisma.join(where, ' AND ')}`
    : Prisma.sql`SELECT lead.id FROM lead`;
}
