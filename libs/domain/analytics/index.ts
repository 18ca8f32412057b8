export { AnalyticsModule } from './analytics.module';
export type { Compared, ComparedRate } from './dashboard/compared';
export type { Forecast, StageForecast } from './dashboard/forecast';
export { LeadReports } from './dashboard/lead-reports.service';
export type { LeadAnalytics, SourceBreakdown, SourceFigures } from './dashboard/lead-reports.service';
export type { Outreach } from './dashboard/message-figures';
export { RANGE_NAMES, type RangeName } from './dashboard/named-ranges';
export { OutreachReports } from './dashboard/outreach.service';
export type {
  CampaignAnalytics,
  CampaignOutreach,
  OutreachBucket,
  OutreachCompared,
} from './dashboard/outreach.service';
export { OverviewReports, type Overview } from './dashboard/overview.service';
export { BUCKET_SIZES, type Asked, type BucketSize } from './dashboard/period';
export type { PeriodView, SpanView } from './dashboard/period-reports.service';
export { SalesReports } from './dashboard/sales.service';
export type { Conversion, Funnel, Pipeline, PipelineStage, Revenue } from './dashboard/sales.service';
export { FUNNEL_STAGES, OPEN_STAGES, type FunnelStage, type OpenStage } from './dashboard/stages';
export { TeamPerformance } from './dashboard/team-performance.service';
export type { MemberPerformance, Performance, TeamFigures } from './dashboard/team-performance.service';
export { Snapshots } from './snapshots.service';
export type { Snapshot, SnapshotRange } from './snapshot';
