import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsUUID,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LeadFilterInput } from '@domain/leads';
import {
  RUNNING_CHOICES,
  type Enrolment,
  type MoveMapping,
  type PlacePreview,
  type RunningChoice,
} from '@domain/workflows';
import { IsMapping } from './workflow-input.dto';
import { id } from './workflow.dto';

const uuid = { format: 'uuid', example: id } as const;

/** Exactly one of the three; the service refuses anything else. */
export class EnrolBody {
  @ApiPropertyOptional({ type: [String], format: 'uuid', maxItems: 1_000, example: [id] })
  @ValidateIf((_body, value) => value !== undefined)
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  @IsArray()
  leadIds?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'Instead of `leadIds`: a filter as of `GET /api/leads`; `{}` means every lead. Worked off by a job.',
    example: undefined,
  })
  @ValidateIf((_body, value) => value !== undefined)
  @ValidateNested()
  @IsObject()
  @Type(() => LeadFilterInput)
  filter?: LeadFilterInput;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    description: 'Instead of `leadIds`: who is in the segment now. Worked off by a job.',
    example: undefined,
  })
  @ValidateIf((_body, value) => value !== undefined)
  @IsUUID()
  segmentId?: string;
}

export class EnrolResponse {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Leads named; null with a filter or a segment.',
    example: 1,
  })
  asked: number | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Of them, those that entered; the others did not meet a rule or are in already.',
    example: 1,
  })
  entered: number | null;
  @ApiProperty({ ...uuid, description: 'What tells how far it is; of named leads, that it is done.' })
  enrolmentId: string;
}

export class EnrolmentResponse {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) workflowId: string;
  @ApiProperty({ example: 'MANUAL' }) via: string;
  @ApiProperty({ enum: ['running', 'completed', 'cancelled', 'failed'], example: 'running' })
  state: Enrolment['state'];
  @ApiProperty({ type: 'integer', description: 'Leads looked at so far.', example: 500 }) found: number;
  @ApiProperty({ type: 'integer', description: 'Of them, those that entered.', example: 480 })
  entered: number;
  @ApiProperty({ type: String, nullable: true, example: null }) error: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' }) createdAt: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null }) finishedAt: Date | null;

  static from({ audience: _audience, cursor: _cursor, ...shown }: Enrolment): EnrolmentResponse {
    return shown;
  }
}

export class PublishPreviewBody {
  @ApiProperty({ enum: RUNNING_CHOICES, example: 'move' })
  @IsIn(RUNNING_CHOICES)
  running: RunningChoice;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: {},
  })
  @ValidateIf((_body, value) => value !== undefined)
  @IsMapping()
  mapping?: MoveMapping;
}

export class PlacePreviewResponse implements PlacePreview {
  @ApiProperty({ type: 'integer', example: 3 }) versionNumber: number;
  @ApiProperty({ example: 'wait' }) nodeId: string;
  @ApiProperty({ type: 'integer', description: 'Live runs at this step.', example: 41 }) leads: number;
  @ApiProperty({ type: 'integer', description: 'Of them, those that wait there.', example: 40 })
  waiting: number;
  @ApiProperty({ enum: ['finishes', 'moves', 'stops'], example: 'moves' }) becomes: PlacePreview['becomes'];
  @ApiPropertyOptional({ description: 'The step they move to.', example: 'wait' }) to?: string;
  @ApiPropertyOptional({
    enum: ['step_gone', 'kind_changed'],
    description: 'Why they finish on their version although leads are to move.',
  })
  because?: PlacePreview['because'];
}
