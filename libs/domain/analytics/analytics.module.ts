import { Module } from '@nestjs/common';
import { AgendaFiguresRepository } from './dashboard/agenda-figures.repository';
import { ClosedLeadsRepository } from './dashboard/closed-leads.repository';
import { CohortsRepository } from './dashboard/cohorts.repository';
import { LeadReports } from './dashboard/lead-reports.service';
import { MessageTalliesRepository } from './dashboard/message-tallies.repository';
import { MessageTallies } from './dashboard/message-tallies.service';
import { OutreachReports } from './dashboard/outreach.service';
import { OverviewReports } from './dashboard/overview.service';
import { PeriodReports } from './dashboard/period-reports.service';
import { SalesReports } from './dashboard/sales.service';
import { StandingRepository } from './dashboard/standing.repository';
import { TeamPerformanceRepository } from './dashboard/team-performance.repository';
import { TeamPerformance } from './dashboard/team-performance.service';
import { SnapshotsRepository } from './snapshots.repository';
import { Snapshots } from './snapshots.service';

@Module({
  providers: [
    Snapshots,
    SnapshotsRepository,
    PeriodReports,
    OverviewReports,
    SalesReports,
    LeadReports,
    OutreachReports,
    TeamPerformance,
    MessageTallies,
    AgendaFiguresRepository,
    ClosedLeadsRepository,
    CohortsRepository,
    MessageTalliesRepository,
    StandingRepository,
    TeamPerformanceRepository,
  ],
  exports: [
    Snapshots,
    PeriodReports,
    OverviewReports,
    SalesReports,
    LeadReports,
    OutreachReports,
    TeamPerformance,
    MessageTallies,
  ],
})
export class AnalyticsModule {}
