import { ApiProperty } from '@nestjs/swagger';
import type { LeadAnalytics, SourceBreakdown, SourceFigures } from '@domain/analytics';
import { LEAD_STATUSES, type LeadStatus } from '@domain/leads';
import {
  compare,
  ComparedRateResponse,
  ComparedResponse,
  compareRate,
  count,
  money,
  PeriodReportResponse,
  rate,
  SpanResponse,
} from './period.dto';

class StatusShare {
  @ApiProperty({ enum: LEAD_STATUSES, example: 'CONTACTED' }) status: LeadStatus;
  @count(120) leads: number;
  @rate(0.3) share: number | null;
}

class CreatedBucket extends SpanResponse {
  @count(12) created: number;
}

export class LeadAnalyticsResponse extends PeriodReportResponse implements LeadAnalytics {
  @compare() created: ComparedResponse;
  @ApiProperty({ type: [StatusShare], description: 'How those created in the period stand now.' })
  byStatus: StatusShare[];
  @count(14, 'Of those, nobody’s.') unassigned: number;
  @count(60, 'Of those, still NEW and never anything else.') untouched: number;
  @compareRate('Of those, as they are scored now.') averageScore: ComparedRateResponse;
  @ApiProperty({ type: [CreatedBucket] }) buckets: CreatedBucket[];
}

class SourceTotals implements Omit<SourceFigures, 'source'> {
  @compare('Created in the period.') leads: ComparedResponse;
  @rate(0.38, 'Of all leads created in the period.') share: number | null;
  @count(130, 'Of those, ever CONTACTED or further.') contacted: number;
  @count(70) qualified: number;
  @count(12) won: number;
  @count(25) lost: number;
  @money(4_300_000, 'Sum of the values of those that were won.') revenue: number;
  @rate(0.08, 'The share won since.') conversionRate: number | null;
}

class SourceResponse extends SourceTotals implements SourceFigures {
  @ApiProperty({ example: 'website' }) source: string;
}

export class SourcesResponse extends PeriodReportResponse implements SourceBreakdown {
  @count(400, 'Created in the period.') leads: number;
  @ApiProperty({ type: [SourceResponse], description: 'The 50 with the most leads, the largest first.' })
  sources: SourceResponse[];
  @ApiProperty({
    type: SourceTotals,
    nullable: true,
    description: 'All others together; null: there are none.',
  })
  others: SourceTotals | null;
}
