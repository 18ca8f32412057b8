export { TIMELINE_KINDS } from './timeline-item';
export type { TimelineItem, TimelineKind } from './timeline-item';
export { TimelineModule } from './timeline.module';
export type { TimelinePerson } from './timeline.repository';
export { TimelineService, type Timeline, type TimelineFilter } from './timeline.service';
