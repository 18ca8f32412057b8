import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  TASK_PRIORITIES,
  TASK_STATUSES,
  type Task,
  type TaskFilter,
  type TaskPriority,
  type TaskStatus,
} from '@domain/tasks';
import { PageQuery, pageResponse } from '@platform/http';
import { IsInstant, QueryList } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idProperty = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2026-03-01T15:04:05.000Z' } as const;

export class ListTasksQuery extends PageQuery implements TaskFilter {
  @ApiPropertyOptional({
    enum: TASK_STATUSES,
    isArray: true,
    description: 'Any of these; repeat or separate by commas.',
  })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TASK_STATUSES.length)
  @IsIn(TASK_STATUSES, { each: true })
  status?: TaskStatus[];

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() leadId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() assignedToId?: string;

  @ApiPropertyOptional({ ...instant, description: 'Due before this instant; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  dueBefore?: Date;
}

export class TaskResponse implements Task {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Read a reply that may be an opt-out' }) title: string;
  @ApiProperty({ type: String, nullable: true, example: '“not now please”' }) description: string | null;
  @ApiProperty(instant) dueAt: Date;
  @ApiProperty({ enum: TASK_PRIORITIES, example: 'HIGH' }) priority: TaskPriority;
  @ApiProperty({ enum: TASK_STATUSES, example: 'PENDING' }) status: TaskStatus;
  @ApiProperty(idProperty) assignedToId: string | null;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty({ ...instant, nullable: true }) completedAt: Date | null;
  @ApiProperty(instant) createdAt: Date;
  @ApiProperty(instant) updatedAt: Date;
}

export class TaskPage extends pageResponse(TaskResponse) {}
