import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, ValidateIf } from 'class-validator';
import { LeadResponse } from '@domain/leads/http';
import {
  SEGMENT_LIMITS,
  SEGMENT_USERS,
  type NewSegment,
  type Segment,
  type SegmentChanges,
  type SegmentFact,
  type SegmentUse,
  type SegmentUser,
} from '@domain/segments';
import { PageQuery, pageResponse } from '@platform/http';
import { IsLine, IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const given = () => ValidateIf((_body, value) => value !== undefined);
const nameDocs = { maxLength: SEGMENT_LIMITS.name, example: 'Warm buyers who went quiet' } as const;
const descriptionDocs = {
  type: String,
  nullable: true,
  maxLength: SEGMENT_LIMITS.description,
  example: 'Score 40 and more, opened none of the last 5 emails.',
} as const;
const definitionDocs = {
  type: 'object',
  additionalProperties: true,
  description: 'A condition as of `GET /api/segments/schema`, over the facts of `GET /api/segments/facts`.',
  example: {
    all: [
      { fact: 'lead.score', op: 'gte', value: 40 },
      { fact: 'messages.openedOfLast.5', op: 'eq', value: 0 },
      { not: { fact: 'messages.lastSentAt', op: 'in_last_days', value: 60 } },
    ],
  },
} as const;

export class CreateSegmentBody implements NewSegment {
  @ApiProperty(nameDocs) @IsLine(SEGMENT_LIMITS.name) name: string;
  @ApiPropertyOptional(descriptionDocs)
  @IsOptional()
  @IsText(SEGMENT_LIMITS.description)
  description?: string | null;
  @ApiProperty(definitionDocs) @IsObject() definition: object;
}

export class UpdateSegmentBody implements SegmentChanges {
  @ApiPropertyOptional(nameDocs) @given() @IsLine(SEGMENT_LIMITS.name) name?: string;
  @ApiPropertyOptional(descriptionDocs)
  @IsOptional()
  @IsText(SEGMENT_LIMITS.description)
  description?: string | null;
  @ApiPropertyOptional(definitionDocs) @given() @IsObject() definition?: object;
}

export class PreviewSegmentBody {
  @ApiProperty(definitionDocs) @IsObject() definition: object;
}

export class ListSegmentsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Part of the name, in any case.', example: 'quiet' })
  @IsOptional()
  @IsLine(SEGMENT_LIMITS.name)
  search?: string;
}

export class SegmentResponse implements Segment {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty(nameDocs) name: string;
  @ApiProperty(descriptionDocs) description: string | null;
  @ApiProperty(definitionDocs) definition: Segment['definition'];
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null: an API key.',
    example: id,
  })
  createdById: string | null;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}

export class SegmentPage extends pageResponse(SegmentResponse) {}

export class SegmentCountResponse {
  @ApiProperty({ type: 'integer', description: 'Exact, at this moment.', example: 184 }) count: number;
}

export class SegmentPreviewResponse extends SegmentCountResponse {
  @ApiProperty({ type: [LeadResponse], description: 'The newest ten.' }) leads: LeadResponse[];
}

export class SegmentUseResponse implements SegmentUse {
  @ApiProperty({ enum: SEGMENT_USERS, example: 'campaign' }) kind: SegmentUser;
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Open house, May' }) name: string;
}

export class SegmentFactResponse implements SegmentFact {
  @ApiProperty({ example: 'lead.status' }) name: string;
  @ApiProperty({ enum: ['text', 'number', 'boolean', 'instant', 'texts', 'any'], example: 'text' })
  type: SegmentFact['type'];
  @ApiProperty({ example: 'Status' }) about: string;
  @ApiProperty({ type: [String], example: ['eq', 'ne', 'in', 'not_in'] }) operators: SegmentFact['operators'];
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The only values there are.',
    example: ['NEW'],
  })
  options: readonly string[] | null;
}
