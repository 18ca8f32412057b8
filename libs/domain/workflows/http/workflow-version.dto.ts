import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsUUID, Max, Min, ValidateBy } from 'class-validator';
import {
  RUNNING_CHOICES,
  TRIGGER_TYPES,
  type Definition,
  type DefinitionDiff,
  type MoveMapping,
  type RunningChoice,
  type TriggerType,
  type VersionChoice,
  type VersionSummary,
  type WorkflowVersion,
} from '@domain/workflows';
import { pageResponse } from '@platform/http';
import { definitionDocs, id, WorkflowResponse } from './workflow.dto';

const lastNumber = 2_147_483_647;
export const toNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;

export class VersionParam {
  @ApiProperty({ format: 'uuid' }) @IsUUID() id: string;
  @ApiProperty({ type: 'integer', minimum: 1 })
  @Transform(toNumber)
  @IsInt()
  @Min(1)
  @Max(lastNumber)
  number: number;
}

const isChoice = (value: unknown): boolean =>
  value === 'draft' ||
  value === 'published' ||
  (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= lastNumber);
export const IsVersionChoice = () =>
  ValidateBy({
    name: 'versionChoice',
    validator: {
      validate: isChoice,
      defaultMessage: () => '$property must be a number of a version, published or draft',
    },
  });

export class DiffQuery {
  @ApiPropertyOptional({
    description: 'Number of a version, `published` (default) or `draft`.',
    example: '1',
  })
  @IsOptional()
  @Transform(toNumber)
  @IsVersionChoice()
  from: VersionChoice = 'published';

  @ApiPropertyOptional({
    description: 'Number of a version, `published` or `draft` (default).',
    example: 'draft',
  })
  @IsOptional()
  @Transform(toNumber)
  @IsVersionChoice()
  to: VersionChoice = 'draft';
}

export class VersionSummaryResponse implements VersionSummary {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ type: 'integer', example: 3 }) number: number;
  @ApiProperty({ enum: TRIGGER_TYPES, example: 'LEAD_CREATED' }) triggerType: TriggerType;
  @ApiProperty({ description: 'SHA-256 of the definition in canonical form.', example: '9f86d081884c7d65' })
  checksum: string;
  @ApiProperty({ enum: RUNNING_CHOICES, example: 'finish' }) running: RunningChoice;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string', nullable: true }, example: {} })
  mapping: MoveMapping;
  @ApiProperty({ type: String, nullable: true, example: null }) note: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) publishedById: string | null;
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' }) publishedAt: Date;
}

export class VersionResponse extends VersionSummaryResponse implements WorkflowVersion {
  @ApiProperty({ format: 'uuid', example: id }) workflowId: string;
  @ApiProperty({ ...definitionDocs, type: 'object' }) definition: Definition;
}

export class VersionPage extends pageResponse(VersionSummaryResponse) {}

export class PublishedResponse {
  @ApiProperty({ type: WorkflowResponse }) workflow: WorkflowResponse;
  @ApiProperty({ type: VersionResponse }) version: VersionResponse;
}

const change = { type: 'object', additionalProperties: true } as const;

export class DiffResponse implements DefinitionDiff {
  @ApiProperty({
    type: 'array',
    items: change,
    description: 'Trigger, entry, reentry, exit, quietHours, start: { field, from, to }.',
    example: [{ field: 'exit', from: [], to: ['reply'] }],
  })
  settings: DefinitionDiff['settings'];
  @ApiProperty({
    ...change,
    example: {
      added: [{ id: 'call', kind: 'CREATE_TASK' }],
      removed: [],
      changed: [{ id: 'text', kind: 'SEND_SMS', fields: [{ field: 'body', from: 'Hello', to: 'Hi!' }] }],
    },
  })
  nodes: DefinitionDiff['nodes'];
  @ApiProperty({ ...change, example: { added: [{ from: 'text', edge: 'next', to: 'call' }], removed: [] } })
  edges: DefinitionDiff['edges'];
}
