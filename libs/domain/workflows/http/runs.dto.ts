import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  RUN_STATES,
  STEP_OUTCOMES,
  type BlockedEntry,
  type ChainLink,
  type RunFilter,
  type RunState,
  type RunStory,
  type RunView,
  type StepView,
  type WebhookView,
} from '@domain/workflows';
import { PageQuery, pageResponse } from '@platform/http';
import { QueryList } from '@platform/validation';
import { id } from './workflow.dto';

const uuid = { format: 'uuid', example: id } as const;
const moment = { type: String, format: 'date-time', example: '2026-11-20T15:00:00.000Z' } as const;
const maybe = { type: String, nullable: true, example: null } as const;

export class ListRunsQuery extends PageQuery implements RunFilter {
  @ApiPropertyOptional({ enum: RUN_STATES, isArray: true })
  @IsOptional()
  @QueryList()
  @IsIn(RUN_STATES, { each: true })
  state?: RunState[];

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  leadId?: string;
}

export class RunResponse implements RunView {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) workflowId: string;
  @ApiProperty({ type: 'integer', description: 'The version it runs on.', example: 3 }) versionNumber: number;
  @ApiProperty(uuid) leadId: string;
  @ApiProperty({ type: String, nullable: true, example: 'Ana Lopez' }) leadName: string | null;
  @ApiProperty({ enum: RUN_STATES, example: 'waiting' }) state: RunState;
  @ApiProperty({ description: 'The step that comes next, or the one it waits at.', example: 'wait' })
  nodeId: string;
  @ApiProperty({ ...moment, nullable: true, description: 'When it goes on by itself.' }) dueAt: Date | null;
  @ApiProperty({ ...maybe, description: 'The event it waits for.', example: 'MESSAGE_RECEIVED' })
  waitsFor: string | null;
  @ApiProperty({ description: 'What brought the lead in.', example: 'LEAD_CREATED' }) enteredVia: string;
  @ApiProperty({
    ...maybe,
    description:
      'goal, end, reply, booking, stage_change, unsubscribed, lead_deleted, stopped_by_workflow, stopped_by_publish, …',
  })
  endReason: string | null;
  @ApiProperty(maybe) error: string | null;
  @ApiProperty(moment) createdAt: Date;
  @ApiProperty({ ...moment, nullable: true }) endedAt: Date | null;
}

export class RunPage extends pageResponse(RunResponse) {}

export class StepResponse implements StepView {
  @ApiProperty({ type: 'integer', description: 'Number of the step in the life of the run.', example: 0 })
  visit: number;
  @ApiProperty({ example: 'text' }) nodeId: string;
  @ApiProperty({ example: 'SEND_SMS' }) kind: string;
  @ApiProperty({ enum: STEP_OUTCOMES, example: 'done' }) outcome: StepView['outcome'];
  @ApiProperty({ type: 'integer', example: 1 }) tries: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'What it did: ids of messages, tasks and webhooks; the branch it took; until when it waits; why it failed.',
    example: { messageId: id },
  })
  detail: object;
  @ApiProperty(moment) at: Date;
}

export class RunWebhookResponse implements WebhookView {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'integer', example: 4 }) visit: number;
  @ApiProperty({ example: 'https://hooks.example.com/new-lead' }) url: string;
  @ApiProperty({ enum: ['pending', 'delivered', 'failed'], example: 'delivered' }) state: string;
  @ApiProperty({ type: 'integer', example: 1 }) attempts: number;
  @ApiProperty({ type: 'integer', nullable: true, example: 200 }) status: number | null;
  @ApiProperty(maybe) error: string | null;
}

export class ChainLinkResponse implements ChainLink {
  @ApiProperty(uuid) runId: string;
  @ApiProperty(uuid) workflowId: string;
  @ApiProperty(uuid) leadId: string;
}

export class BlockedEntryResponse implements BlockedEntry {
  @ApiProperty(uuid) workflowId: string;
  @ApiProperty(uuid) eventId: string;
  @ApiProperty({ enum: ['own_loop', 'chain_too_long'], example: 'own_loop' }) reason: BlockedEntry['reason'];
  @ApiProperty({ format: 'date-time', example: '2026-11-20T15:00:00.000Z' }) at: string;
}

export class RunStoryResponse extends RunResponse implements RunStory {
  @ApiProperty({ ...uuid, description: 'The event, message, task, enrolment or step that brought it in.' })
  enteredBy: string;
  @ApiProperty({ ...uuid, description: 'What started the chain of automations it belongs to.' })
  causeId: string;
  @ApiProperty({
    type: [ChainLinkResponse],
    description: 'The runs whose acts led to this one, oldest first.',
  })
  chain: ChainLinkResponse[];
  @ApiProperty({
    type: [BlockedEntryResponse],
    description: 'Entries that this run would have caused and that were refused as a loop.',
  })
  blocked: BlockedEntryResponse[];
  @ApiProperty({ type: [StepResponse] }) steps: StepResponse[];
  @ApiProperty({ type: [RunWebhookResponse] }) webhooks: RunWebhookResponse[];
}
