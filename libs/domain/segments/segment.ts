import type { Condition, Moment } from '@domain/conditions';

/** What people write. */
export interface SegmentDraft {
  name: string;
  description: string | null;
  definition: Condition;
}

export interface Segment extends SegmentDraft {
  id: string;
  /** Null: an API key made it. */
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** As it comes from outside: the definition is not looked at yet. */
export interface NewSegment {
  name: string;
  description?: string | null;
  definition: object;
}
/** Absent: unchanged. */
export type SegmentChanges = Partial<NewSegment>;

export const SEGMENT_USERS = ['campaign', 'workflow'] as const;
export type SegmentUser = (typeof SEGMENT_USERS)[number];

/** A draft or scheduled campaign, or an active workflow, that would break without the segment. */
export interface SegmentUse {
  kind: SegmentUser;
  id: string;
  name: string;
}

/** Whom a segment means, once and for all: as of the moment it was asked. For work that goes on as a job. */
export interface FrozenSegment {
  segmentId: string;
  condition: Condition;
  /** RFC 3339. */
  at: string;
  zone: string;
}

export const momentOf = ({ at, zone }: Pick<FrozenSegment, 'at' | 'zone'>): Moment => ({
  now: new Date(at),
  zone,
});
