export { COLLISION_KINDS, UPCOMING_KINDS } from './upcoming-item';
export type {
  Collision,
  CollisionKind,
  UpcomingItem,
  UpcomingKind,
  UpcomingMessage,
  UpcomingSource,
} from './upcoming-item';
export { UpcomingModule } from './upcoming.module';
export { UpcomingService, upcomingDays, type Upcoming } from './upcoming.service';
