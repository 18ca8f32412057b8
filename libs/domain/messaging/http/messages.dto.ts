import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery, pageResponse } from '@platform/http';
import type { OriginLink } from '../message-origins.service';
import type { MessageExplanation, MessageView } from '../message-reader.service';
import { MESSAGE_STATES } from '../message-state';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = '2026-06-01T14:00:00.000Z';

export class ListMessagesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: MESSAGE_STATES })
  @IsOptional()
  @IsIn([...MESSAGE_STATES])
  state?: string;

  @ApiPropertyOptional({ enum: ['EMAIL', 'SMS'] })
  @IsOptional()
  @IsIn(['EMAIL', 'SMS'])
  channel?: string;

  @ApiPropertyOptional({ format: 'uuid', description: "A campaign's id, for its messages." })
  @IsOptional()
  @IsUUID()
  sourceId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  leadId?: string;
}

export class MessageResponse implements Omit<MessageView, 'userId'> {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ enum: ['EMAIL', 'SMS'], example: 'EMAIL' }) channel: string;
  @ApiProperty({ enum: ['marketing', 'transactional'], example: 'marketing' }) purpose: string;
  @ApiProperty({ format: 'uuid', example: id }) sourceId: string;
  @ApiProperty({ example: 'campaign' }) sourceKind: string;
  @ApiProperty({ type: String, nullable: true, example: 'A' }) variant: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: id }) leadId: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'ann@example.com' }) to: string | null;
  @ApiProperty({ enum: MESSAGE_STATES, example: 'delivered' }) state: string;
  @ApiProperty({ type: String, nullable: true, description: 'Stable code.', example: null }) reason:
    string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) errorCode: string | null;
  @ApiProperty({ type: String, nullable: true, example: null }) errorDetail: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'sendgrid' }) provider: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'filter0001-1' }) providerId: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'SMS only.', example: null }) segments:
    number | null;
  @ApiProperty({ format: 'date-time', example: instant }) dueAt: Date;
  @ApiProperty({ format: 'date-time', example: instant }) createdAt: Date;
  @ApiProperty({ type: Date, nullable: true, example: instant }) handedOffAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: instant }) acceptedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: instant }) deliveredAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: null }) openedAt: Date | null;
  @ApiProperty({ type: 'integer', example: 0 }) openCount: number;
  @ApiProperty({ type: 'integer', description: 'Opens by mail proxies, not by a person.', example: 0 })
  machineOpens: number;
  @ApiProperty({ type: Date, nullable: true, example: null }) clickedAt: Date | null;
  @ApiProperty({ type: 'integer', example: 0 }) clickCount: number;
  @ApiProperty({ type: Date, nullable: true, example: null }) repliedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: null }) unsubscribedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, example: null }) complainedAt: Date | null;

  static from(this: void, { userId: _internal, ...message }: MessageView): MessageResponse {
    return Object.assign(new MessageResponse(), message);
  }
}

export class MessagePage extends pageResponse(MessageResponse) {}

export class MessageCheckResponse {
  @ApiProperty({ example: 'suppression' }) check: string;
  @ApiProperty({ enum: ['pass', 'hold', 'skip'], example: 'pass' }) result: string;
  @ApiProperty({ example: 'The address was not suppressed: yes.' }) text: string;
}

export class MessageSourceResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'campaign' }) kind: string;
  @ApiProperty({ type: String, nullable: true, example: 'running' }) state: string | null;
}

export class OriginLinkResponse implements OriginLink {
  @ApiProperty({
    description:
      'event, enrolment or entry (what brought the lead in), workflow, run, step; campaign; appointment, reminder; reply.',
    example: 'run',
  })
  kind: string;
  @ApiProperty({ description: 'Of a step: its name in the definition.', example: id }) id: string;
  @ApiProperty({ example: 'Speed to lead' }) label: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: instant }) at: Date | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'Version of a workflow, visit of a step, revision and offset of a reminder, first cause of an event, …',
    example: { state: 'completed', enteredVia: 'LEAD_CREATED' },
  })
  detail: Record<string, unknown>;
}

export class MessageReceiptResponse {
  @ApiProperty({ example: 'sendgrid' }) provider: string;
  @ApiProperty({ example: 'delivered' }) kind: string;
  @ApiProperty({ format: 'date-time', example: instant }) at: Date;
  @ApiProperty({ format: 'date-time', example: instant }) receivedAt: Date;
  @ApiProperty({ type: String, nullable: true, example: 'applied' }) outcome: string | null;
}

export class TimelineEntryResponse {
  @ApiProperty({ format: 'date-time', example: instant }) at: Date;
  @ApiProperty({ example: 'accepted by the provider' }) what: string;
}

export class MessageWhyResponse {
  @ApiProperty({ type: MessageResponse }) message: MessageResponse;
  @ApiProperty({ example: 'Not sent: the address must not be written to.' }) summary: string;
  @ApiProperty({ type: [MessageCheckResponse] }) checks: MessageCheckResponse[];
  @ApiProperty({ type: MessageSourceResponse }) source: MessageSourceResponse;
  @ApiProperty({ type: [OriginLinkResponse], description: 'What led to it, the first cause first.' })
  origin: OriginLinkResponse[];
  @ApiProperty({
    type: 'integer',
    description: 'Tries that failed before reaching the provider.',
    example: 0,
  })
  attempts: number;
  @ApiProperty({ type: [MessageReceiptResponse] }) receipts: MessageReceiptResponse[];
  @ApiProperty({ type: [TimelineEntryResponse] }) timeline: TimelineEntryResponse[];

  static from(this: void, { message, ...rest }: MessageExplanation): MessageWhyResponse {
    return Object.assign(new MessageWhyResponse(), rest, { message: MessageResponse.from(message) });
  }
}
