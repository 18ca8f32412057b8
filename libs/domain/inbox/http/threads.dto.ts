import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, ValidateIf } from 'class-validator';
import {
  THREAD_CHANNELS,
  THREAD_VIEWS,
  type Thread,
  type ThreadChannel,
  type ThreadCounts,
  type ThreadView,
} from '@domain/inbox';
import { PageQuery, pageResponse } from '@platform/http';
import { IsLine, IsMoment } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const nullableId = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const noInstant = { ...instant, nullable: true, example: null } as const;

const flags: Record<string, boolean> = { true: true, false: false };

export class ListThreadsQuery extends PageQuery {
  @ApiPropertyOptional({
    enum: THREAD_VIEWS,
    default: 'inbox',
    description:
      '`inbox`: with leads, awake. `snoozed`: asleep. `triage`: unknown senders who wait for a decision. `dismissed`: those set aside.',
  })
  @IsOptional()
  @IsIn(THREAD_VIEWS)
  view?: ThreadView;

  @ApiPropertyOptional({ enum: THREAD_CHANNELS })
  @IsOptional()
  @IsIn(THREAD_CHANNELS)
  channel?: ThreadChannel;

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() leadId?: string;

  @ApiPropertyOptional({
    description:
      'Who is to answer: `me`, `nobody`, or a member’s id. That is whoever the thread is assigned to, else whoever has the lead.',
    example: 'me',
  })
  @ValidateIf(({ responsible }: ListThreadsQuery) => responsible !== 'me' && responsible !== 'nobody')
  @IsOptional()
  @IsUUID()
  responsible?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only what waits to be read, or only the rest.' })
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : value,
  )
  @IsOptional()
  @IsBoolean()
  unread?: boolean;

  @ApiPropertyOptional({
    description:
      'Words that all occur in one message, in its subject, or in the name or address of the person. The 1,000 newest matches.',
    example: 'roof garden',
  })
  @IsOptional()
  @IsString()
  @IsLine(200)
  search?: string;
}

export class ThreadResponse implements Omit<Thread, 'sortAt'> {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ enum: THREAD_CHANNELS, example: 'EMAIL' }) channel: ThreadChannel;
  @ApiProperty({ ...nullableId, description: 'Null: nobody knows yet who writes.' }) leadId: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Ann Lee' }) leadName: string | null;
  @ApiProperty({ example: 'ann@example.com' }) address: string;
  @ApiProperty({ type: String, nullable: true, description: 'As they call themselves.', example: 'Ann' })
  senderName: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Re: 12 Oak Lane' }) subject: string | null;
  @ApiProperty({ description: 'How the last message begins.', example: 'Is it still for sale?' })
  excerpt: string;
  @ApiProperty({ enum: ['in', 'out'], example: 'in' }) lastDirection: 'in' | 'out';
  @ApiProperty(instant) lastMessageAt: Date;
  @ApiProperty({ type: 'integer', description: 'Messages that nobody has read.', example: 1 }) unread: number;
  @ApiProperty({ description: 'Something waits to be read, or a snooze is over.', example: true })
  isUnread: boolean;
  @ApiProperty(nullableId) assignedToId: string | null;
  @ApiProperty({ ...nullableId, description: 'Who is to answer: the assignee, else whoever has the lead.' })
  responsibleId: string | null;
  @ApiProperty({ ...noInstant, description: 'Asleep until then.' }) snoozedUntil: Date | null;
  @ApiProperty(noInstant) dismissedAt: Date | null;
  @ApiProperty(instant) createdAt: Date;

  static from(this: void, { sortAt: _place, ...thread }: Thread): ThreadResponse {
    return Object.assign(new ThreadResponse(), thread);
  }
}

export class ThreadPage extends pageResponse(ThreadResponse) {}

export class ThreadCountsResponse implements ThreadCounts {
  @ApiProperty({ type: 'integer', description: 'Threads of the inbox with something to read.', example: 7 })
  unread: number;
  @ApiProperty({ type: 'integer', description: 'Of those, the caller’s to answer.', example: 3 })
  mine: number;
  @ApiProperty({ type: 'integer', description: 'Of those, nobody’s to answer.', example: 2 })
  unassigned: number;
  @ApiProperty({ type: 'integer', example: 4 }) snoozed: number;
  @ApiProperty({ type: 'integer', description: 'Unknown senders who wait for a decision.', example: 1 })
  triage: number;
}

export class AssignThreadBody {
  @ApiProperty({ ...nullableId, description: 'A member of the team; null: nobody.' })
  @ValidateIf(({ userId }: AssignThreadBody) => userId !== null)
  @IsUUID()
  userId: string | null;
}

export class SnoozeThreadBody {
  @ApiProperty({
    ...instant,
    nullable: true,
    description: 'Comes back on top of the list, unread, at that moment; null: now.',
    example: '2027-03-01T09:00:00-06:00',
  })
  @ValidateIf(({ until }: SnoozeThreadBody) => until !== null)
  @IsMoment()
  until: Date | null;
}

export class ReadBody {
  @ApiPropertyOptional({ default: true, description: 'False: unread.' })
  @IsOptional()
  @IsBoolean()
  read?: boolean;
}
