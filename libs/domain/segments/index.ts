export { SegmentChecks } from './segment-checks.service';
export { SEGMENT_FACTS, type SegmentFact } from './definition/segment-facts';
export { SEGMENT_LIMITS, segmentSchema } from './definition/segment-schema';
export {
  SEGMENT_USERS,
  type FrozenSegment,
  type NewSegment,
  type Segment,
  type SegmentChanges,
  type SegmentUse,
  type SegmentUser,
} from './segment';
export { compileFrozen, SegmentPeople } from './segment-people.service';
export { SegmentUses } from './segment-uses.service';
export { SegmentsModule } from './segments.module';
export { Segments } from './segments.service';
