import type { NewestFirst } from '@platform/paging';
import { TIMELINE_KINDS, type TimelineItem, type TimelineKind } from './timeline-item';

/** The place of an item: instants fall, kinds stand in their order, ids fall. No two items have the same. */
export type TimelinePlace = Pick<TimelineItem, 'at' | 'kind' | 'id'>;

const rank = (kind: TimelineKind): number => TIMELINE_KINDS.indexOf(kind);
const [firstId, lastId] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

export function inOrder(a: TimelinePlace, b: TimelinePlace): number {
  return (
    b.at.getTime() - a.at.getTime() || rank(a.kind) - rank(b.kind) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  );
}

/** Where one kind goes on behind `place`: of its instant, kinds before it are through and those behind it have not begun. */
export function behind(place: TimelinePlace, kind: TimelineKind): NonNullable<NewestFirst['before']> {
  const { at } = place;
  if (kind === place.kind) return { at, id: place.id };
  return { at, id: rank(kind) < rank(place.kind) ? firstId : lastId };
}
