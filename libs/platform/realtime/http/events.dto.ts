import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { LiveEvent } from '../live-event';
import type { LiveEventsAfter } from '../live-feed.service';

const cursor = 'WyIwMTkzNmY1ZS04YzFhLTdiM2UtOWQyZi00YTViNmM3ZDhlOWYiLDQyXQ';

export class ListEventsQuery {
  @ApiPropertyOptional({
    description: 'Of the last event that you have; see `docs/realtime.md`.',
    example: cursor,
  })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit: number = 100;
}

export class LiveEventResponse implements LiveEvent {
  @ApiProperty({ description: 'The place behind this event.', example: cursor }) cursor: string;
  @ApiProperty({ example: 'lead.changed' }) type: string;
  @ApiProperty({ type: 'integer', description: 'Of the shape of `data`.', example: 1 }) version: number;
  @ApiProperty({ type: String, format: 'date-time', example: '2030-03-06T19:45:00.000Z' }) at: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Ids and names of what changed, never what is in it.',
    example: { leadId: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f', what: ['status'] },
  })
  data: object;
}

export class LiveEventsResponse implements LiveEventsAfter {
  @ApiProperty({ type: [LiveEventResponse] }) data: LiveEventResponse[];
  @ApiProperty({ description: 'Where to go on; there is always one.', example: cursor }) cursor: string;
  @ApiProperty({ description: 'There is more already.', example: false }) more: boolean;
}
