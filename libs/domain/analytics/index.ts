export { AnalyticsModule } from './analytics.module';
export { Snapshots } from './snapshots.service';
export type { Snapshot, SnapshotRange } from './snapshot';
