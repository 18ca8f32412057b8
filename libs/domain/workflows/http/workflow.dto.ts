import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { Transform } from 'class-transformer';
import {
  TRIGGER_TYPES,
  WORKFLOW_STATUSES,
  type Problem,
  type TriggerType,
  type Workflow,
  type WorkflowFilter,
  type WorkflowStatus,
  type WorkflowSummary,
} from '@domain/workflows';
import { PageQuery, pageResponse } from '@platform/http';
import { IsLine } from '@platform/validation';

export const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const moment = { type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' } as const;

export const exampleDefinition = {
  trigger: { type: 'LEAD_CREATED', sources: ['website'] },
  entry: { fact: 'lead.phone', op: 'exists' },
  reentry: { mode: 'never' },
  exit: ['reply', 'unsubscribed'],
  start: 'text',
  nodes: {
    text: { kind: 'SEND_SMS', body: 'Hi {{lead.firstName | default: "there"}}!', next: 'wait' },
    wait: { kind: 'WAIT_FOR', duration: { amount: 1, unit: 'days' }, next: 'end' },
    end: { kind: 'END' },
  },
} as const;

export const definitionDocs = {
  type: 'object',
  additionalProperties: true,
  description: 'See `GET /api/workflows/schema`.',
  example: exampleDefinition,
} as const;

/** `?active=` in a query is a text. */
const flags: Record<string, boolean> = { true: true, false: false };

export class ListWorkflowsQuery extends PageQuery implements WorkflowFilter {
  @ApiPropertyOptional({ type: Boolean, example: true })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (flags[value] ?? value) : value))
  @IsBoolean()
  active?: boolean;

  @ApiPropertyOptional({ enum: TRIGGER_TYPES })
  @IsOptional()
  @IsIn(TRIGGER_TYPES)
  triggerType?: TriggerType;

  @ApiPropertyOptional({ description: 'Part of the name.', maxLength: 100 })
  @IsOptional()
  @IsLine(100)
  search?: string;
}

export class WorkflowSummaryResponse implements WorkflowSummary {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Speed to lead' }) name: string;
  @ApiProperty({ type: String, nullable: true, example: 'A text within a minute of a new inquiry.' })
  description: string | null;
  @ApiProperty({ description: 'Whether leads may enter.', example: true }) active: boolean;
  @ApiProperty({
    enum: WORKFLOW_STATUSES,
    description: 'DRAFT: never published. PAUSED: published, and takes nobody in.',
    example: 'ACTIVE',
  })
  status: WorkflowStatus;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Of the published version, else of the draft.',
    example: 'LEAD_CREATED',
  })
  triggerType: string | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Number of the published version.',
    example: 3,
  })
  publishedNumber: number | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id })
  publishedVersionId: string | null;
  @ApiProperty({ type: 'integer', description: 'Goes up with every change of the draft.', example: 7 })
  draftRevision: number;
  @ApiProperty({ description: 'Whether the draft has changed since the last publish.', example: false })
  hasChanges: boolean;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) createdById: string | null;
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty(moment) updatedAt: Date;
}

export class WorkflowResponse extends WorkflowSummaryResponse implements Workflow {
  @ApiProperty({ ...definitionDocs, description: 'What the author is writing; may be unfinished.' })
  draft: object;
}

export class WorkflowPage extends pageResponse(WorkflowSummaryResponse) {}

export class ProblemResponse implements Problem {
  @ApiProperty({ description: 'JSON pointer into the definition.', example: '/nodes/text/next' })
  path: string;
  @ApiProperty({ example: 'target_missing' }) code: string;
  @ApiProperty({ example: 'There is no step "wait2".' }) message: string;
}

export class WorkflowDraftResponse {
  @ApiProperty({ type: WorkflowResponse }) workflow: WorkflowResponse;
  @ApiProperty({ type: [ProblemResponse], description: 'What keeps it from being published.', example: [] })
  problems: ProblemResponse[];
}

export class ValidationResponse {
  @ApiProperty({ example: true }) valid: boolean;
  @ApiProperty({ type: [ProblemResponse], example: [] }) problems: ProblemResponse[];

  static from(this: void, problems: Problem[]): ValidationResponse {
    return { valid: problems.length === 0, problems };
  }
}
