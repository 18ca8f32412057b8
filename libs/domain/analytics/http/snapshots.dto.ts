import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, IsOptional, Matches } from 'class-validator';
import type { Snapshot, SnapshotRange } from '@domain/analytics';
import { PageQuery, pageResponse } from '@platform/http';

const count = (example: number) => ApiProperty({ type: 'integer', example });
const day = { example: '2026-11-01', description: 'A day such as 2026-11-01, included.' } as const;
/** A day that exists. */
const isDay = { strict: true } as const;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

export class ListSnapshotsQuery extends PageQuery implements SnapshotRange {
  @ApiPropertyOptional(day) @IsOptional() @Matches(dayForm) @IsISO8601(isDay) from?: string;
  @ApiPropertyOptional(day) @IsOptional() @Matches(dayForm) @IsISO8601(isDay) to?: string;
}

export class SnapshotResponse implements Snapshot {
  @ApiProperty({ example: '2026-11-19', description: 'On the clock of the team.' }) date: string;
  @count(1_240) totalLeads: number;
  @count(18) newLeads: number;
  @count(96) qualifiedLeads: number;
  @count(31) wonLeads: number;
  @ApiProperty({ example: 11_450_000, description: 'Sum of the values of won leads.' }) totalRevenue: number;
  @ApiProperty({ example: 420_000, description: 'Of those won on the day.' }) newRevenue: number;
  @count(3) activeCampaigns: number;
  @count(412) emailsSent: number;
  @count(133) emailsOpened: number;
  @ApiProperty({ example: 0.025, description: 'Won of all leads, 0 to 1.' }) conversionRate: number;
  @ApiProperty({ example: 37.4 }) avgLeadScore: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'For charts: leadsByStatus, leadsBySource, textsSent, replies.',
    example: { leadsByStatus: { NEW: 900 }, textsSent: 51 },
  })
  rawData: Record<string, unknown>;
  @ApiProperty({
    type: String,
    format: 'date-time',
    description: 'Values, scores and campaigns are as of then; everything else is of the day.',
    example: '2026-11-20T05:02:00.000Z',
  })
  writtenAt: Date;
}

export class SnapshotPage extends pageResponse(SnapshotResponse) {}
