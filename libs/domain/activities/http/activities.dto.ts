import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import {
  LOGGED_TYPES,
  type Activity,
  type ActivityFilter,
  type LoggedType,
  type LogInput,
} from '@domain/activities';
import { PageQuery, pageResponse } from '@platform/http';
import { IsInstant, IsLine, IsText, QueryList } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idProperty = { type: String, format: 'uuid', nullable: true, example: id } as const;
const type = /^[a-z_]{1,40}(\.[a-z_]{1,40})?$/;

export class LeadParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() leadId: string;
}

export class ActivitiesOfLeadQuery extends PageQuery implements ActivityFilter {
  @ApiPropertyOptional({ type: [String], description: 'Any of these types; repeat or separate by commas.' })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @Matches(type, { each: true })
  type?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'Inclusive; a date is midnight UTC.',
  })
  @IsOptional()
  @IsInstant()
  from?: Date;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Exclusive.' })
  @IsOptional()
  @IsInstant()
  to?: Date;
}

export class ListActivitiesQuery extends ActivitiesOfLeadQuery {
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() leadId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() campaignId?: string;
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'The task, note, appointment, workflow … whose trail is wanted.',
  })
  @IsOptional()
  @IsUUID()
  subjectId?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'Who did it.' })
  @IsOptional()
  @IsUUID()
  userId?: string;
}

export class LogActivityBody implements LogInput {
  @ApiProperty({ enum: LOGGED_TYPES, example: 'call' }) @IsIn(LOGGED_TYPES) type: LoggedType;
  @ApiProperty({ maxLength: 200, example: 'Called about the loft on 5th' }) @IsLine(200) title: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 10_000,
    example: 'Wants to see it on Sunday.',
  })
  @IsOptional()
  @IsText(10_000)
  description?: string | null;

  @ApiPropertyOptional(idProperty) @IsOptional() @IsUUID() leadId?: string | null;
  @ApiPropertyOptional({ ...idProperty, example: null }) @IsOptional() @IsUUID() campaignId?: string | null;
}

export class ActivityResponse implements Activity {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'lead.status_changed' }) type: string;
  @ApiProperty({ example: 'Status changed from NEW to CONTACTED' }) title: string;
  @ApiProperty({ type: String, nullable: true, example: null }) description: string | null;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty(idProperty) campaignId: string | null;
  @ApiProperty({
    ...idProperty,
    description: 'The task, note, appointment, workflow … it tells of; the type says which.',
    example: null,
  })
  subjectId: string | null;
  @ApiProperty({ ...idProperty, description: 'Null: the system, or an API key.' }) userId: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { status: { from: 'NEW', to: 'CONTACTED' } },
  })
  changes: unknown;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' }) createdAt: Date;
}

export class ActivityPage extends pageResponse(ActivityResponse) {}
