import { ApiProperty } from '@nestjs/swagger';
import {
  FUNNEL_STAGES,
  OPEN_STAGES,
  type Conversion,
  type Forecast,
  type Funnel,
  type FunnelStage,
  type OpenStage,
  type Pipeline,
  type PipelineStage,
  type Revenue,
  type StageForecast,
} from '@domain/analytics';
import {
  compare,
  ComparedRateResponse,
  ComparedResponse,
  compareRate,
  count,
  CountedResponse,
  maybe,
  money,
  PeriodReportResponse,
  rate,
  SpanResponse,
} from './period.dto';

class RevenueBucket extends SpanResponse {
  @money(740_000) revenue: number;
  @count(2) deals: number;
}

export class RevenueResponse extends PeriodReportResponse implements Revenue {
  @compare('Sum of the values of the leads won in the period, as they are now.') revenue: ComparedResponse;
  @compare('Leads won in the period.') deals: ComparedResponse;
  @compareRate('Of the deals that have a value.') averageDeal: ComparedRateResponse;
  @count(1, 'Won without a value: deals, and no revenue.') dealsWithoutValue: number;
  @maybe(46.5, 'From creation to winning; leads that came as won are left out.')
  medianDaysToWin: number | null;
  @ApiProperty({ type: [RevenueBucket] }) buckets: RevenueBucket[];
}

class ConversionBucket extends SpanResponse {
  @count(40) created: number;
  @count(6) won: number;
  @count(11) lost: number;
  @rate(0.3529) winRate: number | null;
}

export class ConversionResponse extends PeriodReportResponse implements Conversion {
  @compareRate('Of the leads closed in the period, the share won.') winRate: ComparedRateResponse;
  @compare() won: ComparedResponse;
  @compare() lost: ComparedResponse;
  @compareRate('Of the leads won in the period.') medianDaysToWin: ComparedRateResponse;
  @compare('Leads created in the period. The next three say how far these have come since.')
  created: ComparedResponse;
  @compareRate() contactRate: ComparedRateResponse;
  @compareRate() qualificationRate: ComparedRateResponse;
  @compareRate('The share won.') conversionRate: ComparedRateResponse;
  @ApiProperty({ type: [ConversionBucket] }) buckets: ConversionBucket[];
}

class PipelineStageResponse implements PipelineStage {
  @ApiProperty({ enum: OPEN_STAGES, example: 'QUALIFIED' }) stage: OpenStage;
  @count(96) leads: number;
  @money(28_400_000) value: number;
  @count(12, 'Leads whose value is not known.') withoutValue: number;
  @maybe(338_095, 'Of those with a value.') averageValue: number | null;
  @maybe(14.2, 'Since they came to the stage.') averageDaysInStage: number | null;
  @count(9, 'That have not moved for 30 days.') stale: number;
}

class ClosedTotal {
  @count(31) leads: number;
  @money(11_450_000) value: number;
}

class PipelineDay {
  @ApiProperty({ example: '2026-11-19' }) date: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { NEW: 900, QUALIFIED: 96 },
  })
  leadsByStatus: Record<string, number>;
}

export class PipelineResponse extends PeriodReportResponse implements Pipeline {
  @count(610, 'Open leads as they stand.') leads: number;
  @money(84_000_000) value: number;
  @ApiProperty({ type: [PipelineStageResponse] }) stages: PipelineStageResponse[];
  @ApiProperty({ type: ClosedTotal }) won: ClosedTotal;
  @ApiProperty({ type: ClosedTotal }) lost: ClosedTotal;
  @ApiProperty({
    type: [PipelineDay],
    description:
      'How the days of the period ended, as it was written down then (up to 400 days). Empty for members who see a part of the leads.',
  })
  history: PipelineDay[];
}

class FunnelStep {
  @ApiProperty({ enum: FUNNEL_STAGES, example: 'QUALIFIED' }) stage: FunnelStage;
  @count(96, 'Came at least this far, at any time. A stage that was skipped counts as reached.')
  reached: number;
  @rate(0.24) ofAll: number | null;
  @rate(0.53, 'Of those that reached the stage before.') ofPrevious: number | null;
  @count(80, 'Of the leads created in the previous period.') previousPeriod: number;
}

export class FunnelResponse extends PeriodReportResponse implements Funnel {
  @count(400, 'Leads created in the period.') created: number;
  @count(61, 'Of those, lost since.') lost: number;
  @ApiProperty({ type: [FunnelStep] }) stages: FunnelStep[];
}

class StageForecastResponse implements StageForecast {
  @ApiProperty({ enum: OPEN_STAGES, example: 'PROPOSAL' }) stage: OpenStage;
  @count(40) leads: number;
  @money(12_000_000) value: number;
  @count(3, 'Their value is not known: in no number.') withoutValue: number;
  @count(210, 'Won and lost leads that had come at least this far.') outcomes: number;
  @rate(0.42, 'Share of those that was won; null below ten.') winRate: number | null;
  @maybe(5_040_000, 'value × winRate.') expected: number | null;
}

class ForecastOutcomes {
  @count(112) won: number;
  @count(240) lost: number;
  @count(50, 'Fewer, or fewer than ten of either, and no number is told.') needed: number;
}

class ForecastWindow {
  @count(0) fromDay: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 30, description: 'Null: later.' })
  toDay: number | null;
  @money(2_100_000) expected: number;
}

export class ForecastResponse extends CountedResponse implements Forecast {
  @ApiProperty({ enum: ['ready', 'not_enough_data'], example: 'ready' }) status: Forecast['status'];
  @ApiProperty({ type: ForecastOutcomes, description: 'Of the last two years.' }) outcomes: ForecastOutcomes;
  @money(84_000_000) pipelineValue: number;
  @maybe(19_300_000, 'The sum over the stages; null without enough data.') expected: number | null;
  @maybe(16_900_000, 'In 8 of 10 cases what is won of the present pipeline is more.') low: number | null;
  @maybe(21_700_000, 'In 8 of 10 cases it is less.') high: number | null;
  @money(0, 'Value in stages without a rate of their own: in neither number.') leftOut: number;
  @ApiProperty({ type: [StageForecastResponse] }) stages: StageForecastResponse[];
  @ApiProperty({
    type: [ForecastWindow],
    description: 'When it may come in, by the ages at which leads were won. Empty without enough data.',
  })
  windows: ForecastWindow[];
}
