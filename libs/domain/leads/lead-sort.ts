import { decodeCursor, type CursorValue } from '@platform/paging';
import { invalidField } from '@platform/errors';
import type { ListedLead } from './lead-list.repository';

interface SortRule {
  column: string;
  cast: string;
  cursor: 'date' | 'text' | 'int';
  valueOf: (lead: ListedLead) => Date | string | number;
}

/** What a list may be sorted by. Each has an index (team, column, id), so that a page is read, not sorted. */
export const leadSorts = {
  createdAt: { column: 'created_at', cast: 'timestamptz', cursor: 'date', valueOf: (lead) => lead.createdAt },
  updatedAt: { column: 'updated_at', cast: 'timestamptz', cursor: 'date', valueOf: (lead) => lead.updatedAt },
  name: { column: 'name_key', cast: 'text', cursor: 'text', valueOf: (lead) => lead.nameKey },
  score: { column: 'score', cast: 'bigint', cursor: 'int', valueOf: (lead) => lead.score },
} as const satisfies Record<string, SortRule>;

export type LeadSort = keyof typeof leadSorts;
export const LEAD_SORTS = Object.keys(leadSorts) as LeadSort[];
export type SortDirection = 'asc' | 'desc';
export const SORT_DIRECTIONS = ['asc', 'desc'] as const;

/** A cursor is of one order only: in another one it would skip rows. */
export function leadCursor(sort: LeadSort, direction: SortDirection, lead: ListedLead): CursorValue[] {
  return [`${sort}:${direction}`, leadSorts[sort].valueOf(lead), lead.id];
}

/** @throws DomainError invalid (cursor/cursor_invalid) */
export function readLeadCursor(
  sort: LeadSort,
  direction: SortDirection,
  cursor: string | undefined,
): { value: Date | string | number; id: string } | undefined {
  const values = decodeCursor(cursor, ['text', leadSorts[sort].cursor, 'uuid']);
  if (!values) return undefined;
  const [order, value, id] = values;
  if (order !== `${sort}:${direction}`) {
    throw invalidField('cursor', 'cursor_invalid', 'The cursor belongs to a list in another order.');
  }
  return { value, id };
}
