import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsOptional,
  IsUUID,
  Matches,
  ValidateNested,
} from 'class-validator';
import { clientSignalPattern, clientSignals, type LeadEvent, type TakenEvents } from '@domain/scoring';
import { IsInstant, IsLine } from '@platform/validation';

export class LeadEventBody implements LeadEvent {
  @ApiProperty({ example: 'view-8f3a', description: 'Your own id: the same id again is the same event.' })
  @IsLine(100)
  id: string;

  @ApiProperty({ example: 'property.viewed', description: `${clientSignals.join(', ')}, or custom.<word>.` })
  @IsLine(60)
  @Matches(clientSignalPattern, { message: '$property is not a known event' })
  type: string;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    example: '2026-03-01T15:04:05.000Z',
    description: 'Default: now. An instant that lies ahead is taken for now.',
  })
  @IsOptional()
  @IsInstant()
  occurredAt?: Date;

  @ApiPropertyOptional({ example: 'listing-4711', description: 'What it was about.' })
  @IsOptional()
  @IsLine(200)
  subject?: string;
}

export class TeamEventBody extends LeadEventBody {
  @ApiProperty({ format: 'uuid', example: '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f' })
  @IsUUID()
  leadId: string;
}

export class TeamEventsBody {
  @ApiProperty({ type: [TeamEventBody], minItems: 1, maxItems: 500 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => TeamEventBody)
  events: TeamEventBody[];
}

export class TakenEventsResponse implements TakenEvents {
  @ApiProperty({ type: 'integer', example: 498 }) accepted: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'Taken before.' }) duplicates: number;
  @ApiProperty({ type: 'integer', example: 1, description: 'About leads that the team does not have.' })
  unknown: number;
}
