import { ApiProperty } from '@nestjs/swagger';
import type { Overview, OutreachCompared } from '@domain/analytics';
import {
  compare,
  ComparedRateResponse,
  ComparedResponse,
  compareRate,
  count,
  money,
  PeriodReportResponse,
  SpanResponse,
} from './period.dto';

export class OutreachComparedResponse implements OutreachCompared {
  @compare('Sent to leads: taken by the provider.') emails: ComparedResponse;
  @compare() texts: ComparedResponse;
  @compare('Of those sent in the period, delivered since.') delivered: ComparedResponse;
  @compareRate('Opened by a person, of the emails that were delivered.') openRate: ComparedRateResponse;
  @compareRate() clickRate: ComparedRateResponse;
  @compareRate() replyRate: ComparedRateResponse;
}

class OverviewLeads {
  @count(1_240, 'As things stand.') total: number;
  @count(610, 'Neither won nor lost.') open: number;
  @compare() created: ComparedResponse;
  @compare('Won in the period, whenever they came.') won: ComparedResponse;
  @compare() lost: ComparedResponse;
  @compareRate('Of those closed in the period, the share won.') winRate: ComparedRateResponse;
}

class OverviewRevenue {
  @compare('Sum of the values of the leads won in the period.') won: ComparedResponse;
  @compareRate('Of the won leads that have a value.') averageDeal: ComparedRateResponse;
}

class OverviewPipeline {
  @count(610) leads: number;
  @money(84_000_000) value: number;
  @count(41, 'Open leads that have not moved for 30 days.') stale: number;
}

class OverviewAppointments {
  @compare('That began in the period and took place.') held: ComparedResponse;
  @compare() noShows: ComparedResponse;
  @count(9, 'In the next 7 days.') upcoming: number;
}

class OverviewTasks {
  @compare() completed: ComparedResponse;
  @count(4, 'As things stand.') overdue: number;
}

class OverviewBucket extends SpanResponse {
  @count(12) created: number;
  @count(2) won: number;
  @count(1) lost: number;
  @money(740_000) revenue: number;
}

export class OverviewResponse extends PeriodReportResponse implements Overview {
  @ApiProperty({ type: OverviewLeads }) leads: OverviewLeads;
  @ApiProperty({ type: OverviewRevenue }) revenue: OverviewRevenue;
  @ApiProperty({ type: OverviewPipeline }) pipeline: OverviewPipeline;
  @ApiProperty({ type: OutreachComparedResponse, description: 'Of the whole team for everybody.' })
  messages: OutreachComparedResponse;
  @ApiProperty({ type: OverviewAppointments }) appointments: OverviewAppointments;
  @ApiProperty({ type: OverviewTasks }) tasks: OverviewTasks;
  @count(3, 'Scheduled, active or paused.') activeCampaigns: number;
  @ApiProperty({ type: [OverviewBucket] }) buckets: OverviewBucket[];
}
