import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, IsOptional, Matches } from 'class-validator';
import {
  BUCKET_SIZES,
  RANGE_NAMES,
  type Asked,
  type BucketSize,
  type Compared,
  type ComparedRate,
  type PeriodView,
  type RangeName,
  type SpanView,
} from '@domain/analytics';

export const count = (example: number, description?: string) =>
  ApiProperty({ type: 'integer', example, description });
export const money = (example: number, description?: string) =>
  ApiProperty({
    type: Number,
    example,
    description: description ?? 'In the currency in which the team keeps the values of its leads.',
  });
export const rate = (example: number, description?: string) =>
  ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    example,
    description: description ?? '0 to 1; null where there is nothing to divide by.',
  });
export const maybe = (example: number, description: string) =>
  ApiProperty({ type: Number, nullable: true, example, description });

const day = { example: '2026-11-01', description: 'A day such as 2026-11-01, included.' } as const;
const isDay = { strict: true } as const;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;
const instant = { type: String, format: 'date-time' } as const;

export class AnalyticsQuery implements Asked {
  @ApiPropertyOptional({
    enum: RANGE_NAMES,
    default: 'last_30_days',
    example: 'last_30_days',
    description:
      'Days on the clock of the team; weeks begin on Monday. Compared with as many days before, or the same unit of the calendar before.',
  })
  @IsOptional()
  @IsIn(RANGE_NAMES)
  range?: RangeName;
  @ApiPropertyOptional({
    ...day,
    description: `${day.description} Instead of \`range\`; without it: 30 days.`,
  })
  @IsOptional()
  @Matches(dayForm)
  @IsISO8601(isDay)
  from?: string;
  @ApiPropertyOptional({
    ...day,
    example: '2026-11-20',
    description: `${day.description} Without it: today.`,
  })
  @IsOptional()
  @Matches(dayForm)
  @IsISO8601(isDay)
  to?: string;
  @ApiPropertyOptional({
    enum: BUCKET_SIZES,
    example: 'week',
    description: 'Without it: days up to 45 days, weeks up to 190, else months. At most 400 buckets.',
  })
  @IsOptional()
  @IsIn(BUCKET_SIZES)
  bucket?: BucketSize;
}

export class SpanResponse implements SpanView {
  @ApiProperty({ example: '2026-10-22' }) from: string;
  @ApiProperty({ example: '2026-11-20', description: 'Included.' }) to: string;
  @ApiProperty({ ...instant, example: '2026-10-22T04:00:00.000Z' }) start: string;
  @ApiProperty({ ...instant, example: '2026-11-21T05:00:00.000Z', description: 'Excluded.' }) end: string;
}

export class PeriodResponse extends SpanResponse implements PeriodView {
  @ApiProperty({ example: 'America/New_York' }) zone: string;
  @ApiProperty({ enum: BUCKET_SIZES, example: 'day' }) bucket: BucketSize;
  @ApiProperty({ type: SpanResponse, description: 'What figures are compared with.' }) previous: SpanResponse;
}

export class CountedResponse {
  @ApiProperty({
    ...instant,
    example: '2026-11-20T17:04:00.000Z',
    description: 'At most five minutes ago; figures are counted anew when something has changed.',
  })
  countedAt: string;
}

/** What all reports of a period begin with. */
export class PeriodReportResponse extends CountedResponse {
  @ApiProperty({ type: PeriodResponse }) period: PeriodResponse;
}

export class ComparedResponse implements Compared {
  @ApiProperty({ type: Number, example: 120 }) value: number;
  @ApiProperty({ type: Number, example: 96 }) previous: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.25,
    description: '(value − previous) ÷ previous; null when there was nothing before.',
  })
  change: number | null;
}

export class ComparedRateResponse implements ComparedRate {
  @ApiProperty({
    type: Number,
    nullable: true,
    example: 0.31,
    description: 'Null where there is nothing to divide by.',
  })
  value: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.28 }) previous: number | null;
  @ApiProperty({ type: Number, nullable: true, example: 0.03, description: 'value − previous.' })
  change: number | null;
}

export const compare = (description?: string) => ApiProperty({ type: ComparedResponse, description });
export const compareRate = (description?: string) => ApiProperty({ type: ComparedRateResponse, description });
