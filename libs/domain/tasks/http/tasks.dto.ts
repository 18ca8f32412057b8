import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  localTextOf,
  TASK_PRIORITIES,
  TASK_STATUSES,
  type StoredRecurrence,
  type Task,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
} from '@domain/tasks';
import { PageQuery, pageResponse } from '@platform/http';
import type { Page } from '@platform/paging';
import { IsInstant, QueryList } from '@platform/validation';
import { RecurrenceBody } from './task-input.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idProperty = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;
const anyOf = 'Any of these; repeat or separate by commas.';

const flags: Record<string, boolean> = { true: true, false: false };
const QueryFlag = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && Object.hasOwn(flags, value) ? flags[value] : value,
  );

export class TaskLeadParam {
  @ApiProperty({ format: 'uuid', example: id }) @IsUUID() leadId: string;
}

export class ListTasksQuery extends PageQuery implements TaskFilter {
  @ApiPropertyOptional({ enum: TASK_STATUSES, isArray: true, description: anyOf })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TASK_STATUSES.length)
  @IsIn(TASK_STATUSES, { each: true })
  status?: TaskStatus[];

  @ApiPropertyOptional({ enum: TASK_PRIORITIES, isArray: true, description: anyOf })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TASK_PRIORITIES.length)
  @IsIn(TASK_PRIORITIES, { each: true })
  priority?: TaskPriority[];

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() leadId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() assignedToId?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'All occurrences of a task that repeats.' })
  @IsOptional()
  @IsUUID()
  seriesId?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Only those that nobody is to do, or only the others.' })
  @QueryFlag()
  @IsOptional()
  @IsBoolean()
  unassigned?: boolean;

  @ApiPropertyOptional({
    type: Boolean,
    description: 'Only those that are open and past due, or only the others.',
  })
  @QueryFlag()
  @IsOptional()
  @IsBoolean()
  overdue?: boolean;

  @ApiPropertyOptional({ ...instant, description: 'Due at this instant or later; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  dueFrom?: Date;

  @ApiPropertyOptional({ ...instant, description: 'Due before this instant; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  dueBefore?: Date;
}

export class TasksOfLeadQuery extends OmitType(ListTasksQuery, ['leadId']) {}

export class TaskResponse implements Omit<Task, 'recurrence' | 'revision'> {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Read a reply that may be an opt-out' }) title: string;
  @ApiProperty({ type: String, nullable: true, example: '“not now please”' }) description: string | null;
  @ApiProperty(instant) dueAt: Date;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'IANA zone on whose clock it is due; null when the system opened it.',
    example: 'America/New_York',
  })
  zone: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When it is due, on the clock of `zone`.',
    example: '2026-03-01T10:04',
  })
  dueLocal: string | null;
  @ApiProperty({ enum: TASK_PRIORITIES, example: 'HIGH' }) priority: TaskPriority;
  @ApiProperty({ enum: TASK_STATUSES, example: 'PENDING' }) status: TaskStatus;
  @ApiProperty(idProperty) assignedToId: string | null;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty({
    type: [Number],
    description: 'Minutes before it is due, the earliest first.',
    example: [60, 10],
  })
  reminders: number[];
  @ApiProperty({ type: RecurrenceBody, nullable: true, description: 'How it repeats; null: it does not.' })
  recurrence: RecurrenceBody | null;
  @ApiProperty({
    ...idProperty,
    description: 'What all occurrences of a task that repeats have in common.',
    example: null,
  })
  seriesId: string | null;
  @ApiProperty({ type: 'integer', description: 'Which of its series.', example: 1 }) occurrence: number;
  @ApiProperty({
    ...instant,
    nullable: true,
    description: 'When it was due and nobody had completed it.',
    example: null,
  })
  overdueAt: Date | null;
  @ApiProperty({ ...instant, nullable: true }) completedAt: Date | null;
  @ApiProperty({ ...idProperty, description: 'Null: the system, or an API key.' }) createdById: string | null;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;

  static from(this: void, { recurrence, revision: _, ...task }: Task): TaskResponse {
    const dueLocal = task.zone && localTextOf(task.dueAt, task.zone);
    return Object.assign(new TaskResponse(), {
      ...task,
      dueLocal,
      recurrence: recurrence && ruleOf(recurrence),
    });
  }
}

function ruleOf({ start: _start, slot: _slot, ...rule }: StoredRecurrence): RecurrenceBody {
  return rule;
}

export class TaskPage extends pageResponse(TaskResponse) {
  static from(this: void, { data, nextCursor }: Page<Task>): TaskPage {
    return Object.assign(new TaskPage(), { data: data.map(TaskResponse.from), nextCursor });
  }
}
