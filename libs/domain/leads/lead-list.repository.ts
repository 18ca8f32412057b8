import { Injectable } from '@nestjs/common';
import { Prisma, TenantScope, type SqlTx } from '@platform/database';
import { filterConditions } from './audience/compile-audience.sql';
import { searchedInLists, type LeadFilter } from './audience/lead-filter';
import type { Lead } from './lead';
import { storedColumns, taggedShape, tagsColumn, tagsOfLead } from './lead-columns.sql';
import { leadSorts, type LeadSort, type SortDirection } from './lead-sort';

export interface LeadListQuery {
  filter: LeadFilter;
  /** A condition over `lead` that holds besides the filter. */
  also?: Prisma.Sql;
  sort: LeadSort;
  direction: SortDirection;
  /** The sort value and id of the row to go on behind. */
  after?: { value: Date | string | number; id: string };
  limit: number;
  /** How many of the newest matches a search looks at; null for all. */
  searched?: number | null;
  /** Whose leads alone are seen, besides nobody's. Row-level security holds to it; knowing it, the statement begins at an index. */
  viewerId?: string | null;
}

export type ListedLead = Lead & { nameKey: string };

@Injectable()
export class LeadListRepository {
  async list(tx: SqlTx, query: LeadListQuery): Promise<ListedLead[]> {
    const viewerId = tx.scope instanceof TenantScope ? tx.scope.viewerId : null;
    return (await tx.rows(taggedShape, leadListSql({ ...query, viewerId }))) as ListedLead[];
  }
}

/** One statement per list. Tags are looked up for the rows of the page only, and nothing is counted. */
export function leadListSql({
  filter,
  also,
  sort,
  direction,
  after,
  limit,
  searched = searchedInLists,
  viewerId = null,
}: LeadListQuery): Prisma.Sql {
  const { column, cast } = leadSorts[sort];
  const by = Prisma.raw(column);
  const order = Prisma.raw(direction);
  const where = filterConditions(filter, searched);
  if (also) where.push(also);
  if (after) {
    const beyond = Prisma.raw(direction === 'asc' ? '>' : '<');
    where.push(
      Prisma.sql`(lead.${by}, lead.id) ${beyond} (${after.value}::${Prisma.raw(cast)}, ${after.id}::uuid)`,
    );
  }
  const inOrder = Prisma.sql`ORDER BY lead.${by} ${order}, lead.id ${order}`;
  const page = (conditions: Prisma.Sql[]) => {
    const restriction =
      conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty;
    return Prisma.sql`(SELECT lead.* FROM lead ${restriction} ${inOrder} LIMIT ${limit})`;
  };
  const found =
    viewerId === null || filter.assignee !== undefined
      ? page(where)
      : eitherOf(viewerId, where, page, limit, inOrder);
  return Prisma.sql`SELECT ${storedColumns}, ${tagsColumn} FROM ${found} AS lead ${tagsOfLead} ${inOrder}`;
}

/** One's own and nobody's: two pages, each by the index that suits it, made into one. Postgres turns an OR into a read of both. */
function eitherOf(
  viewerId: string,
  where: Prisma.Sql[],
  page: (conditions: Prisma.Sql[]) => Prisma.Sql,
  limit: number,
  inOrder: Prisma.Sql,
): Prisma.Sql {
  const own = page([...where, Prisma.sql`lead.assigned_to_id = ${viewerId}::uuid`]);
  const nobodys = page([...where, Prisma.sql`lead.assigned_to_id IS NULL`]);
  return Prisma.sql`(SELECT lead.* FROM (${own} UNION ALL ${nobodys}) AS lead ${inOrder} LIMIT ${limit})`;
}
