import { Injectable } from '@nestjs/common';
import { Prisma, type SqlTx } from '@platform/database';
import { filterConditions } from './audience/compile-audience.sql';
import { searchedInLists, type LeadFilter } from './audience/lead-filter';
import type { Lead } from './lead';
import { storedColumns, taggedShape, tagsColumn, tagsOfLead } from './lead-columns.sql';
import { leadSorts, type LeadSort, type SortDirection } from './lead-sort';

export interface LeadListQuery {
  filter: LeadFilter;
  sort: LeadSort;
  direction: SortDirection;
  /** The sort value and id of the row to go on behind. */
  after?: { value: Date | string | number; id: string };
  limit: number;
  /** How many of the newest matches a search looks at; null for all. */
  searched?: number | null;
}

export type ListedLead = Lead & { nameKey: string };

@Injectable()
export class LeadListRepository {
  async list(tx: SqlTx, query: LeadListQuery): Promise<ListedLead[]> {
    return (await tx.rows(taggedShape, leadListSql(query))) as ListedLead[];
  }
}

/** One statement per list. Tags are looked up for the rows of the page only, and nothing is counted. */
export function leadListSql({
  filter,
  sort,
  direction,
  after,
  limit,
  searched = searchedInLists,
}: LeadListQuery): Prisma.Sql {
  const { column, cast } = leadSorts[sort];
  const by = Prisma.raw(column);
  const order = Prisma.raw(direction);
  const where = filterConditions(filter, searched);
  if (after) {
    const beyond = Prisma.raw(direction === 'asc' ? '>' : '<');
    where.push(
      Prisma.sql`(lead.${by}, lead.id) ${beyond} (${after.value}::${Prisma.raw(cast)}, ${after.id}::uuid)`,
    );
  }
  const restriction = where.length > 0 ? Prisma.sql`WHERE ${Prisma.join(where, ' AND ')}` : Prisma.empty;
  return Prisma.sql`SELECT ${storedColumns}, ${tagsColumn}
    FROM (SELECT lead.* FROM lead ${restriction} ORDER BY lead.${by} ${order}, lead.id ${order} LIMIT ${limit}) AS lead
    ${tagsOfLead}
    ORDER BY lead.${by} ${order}, lead.id ${order}`;
}
