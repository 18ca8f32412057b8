import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  EDITABLE_STATUSES,
  FREQUENCIES,
  NEXT_WHEN,
  TASK_PRIORITIES,
  taskLimits,
  WEEKDAYS,
  type Frequency,
  type Recurrence,
  type TaskInput,
  type TaskPriority,
  type Weekday,
} from '@domain/tasks';
import { IsLine, IsMoment, IsText } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
/** Left out is fine, null is not. */
const given = () => ValidateIf((_body, value) => value !== undefined);
/** Null must be said: an empty body is a mistake, not "assign to nobody". */
const userOrNobody = () => ValidateIf((_body, value) => value !== null);

export class RecurrenceBody implements Recurrence {
  @ApiProperty({ enum: FREQUENCIES, example: 'WEEKLY' }) @IsIn(FREQUENCIES) frequency: Frequency;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 99,
    default: 1,
    description: 'Every so many days, weeks, months or years.',
    example: 2,
  })
  @given()
  @IsInt()
  @Min(1)
  @Max(99)
  interval?: number;

  @ApiPropertyOptional({
    enum: WEEKDAYS,
    isArray: true,
    description: 'Of a weekly task. Default: the weekday on which it is first due.',
    example: ['MO', 'TH'],
  })
  @given()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @ArrayUnique()
  @IsIn(WEEKDAYS, { each: true })
  weekdays?: Weekday[];

  @ApiPropertyOptional({
    format: 'date',
    description: 'The last day on which it may be due.',
    example: '2031-12-31',
  })
  @given()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
    message: 'until must be a day such as 2031-12-31',
  })
  until?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1_000,
    description: 'How many times at most.',
    example: 10,
  })
  @given()
  @IsInt()
  @Min(1)
  @Max(1_000)
  count?: number;

  @ApiPropertyOptional({
    enum: NEXT_WHEN,
    default: 'COMPLETED',
    description:
      'When the next one is opened: once this one is completed, or when this one is due at the latest, completed or not.',
    example: 'COMPLETED',
  })
  @given()
  @IsIn(NEXT_WHEN)
  next?: Recurrence['next'];
}

export class CreateTaskBody implements TaskInput {
  @ApiProperty({ maxLength: taskLimits.title, example: 'Call about the appraisal' })
  @IsLine(taskLimits.title)
  title: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: taskLimits.description,
    example: 'Ask for the date.',
  })
  @IsOptional()
  @IsText(taskLimits.description)
  description?: string | null;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When it is due, with its offset; or `dueLocal`.',
    example: '2030-03-06T15:00:00-05:00',
  })
  @given()
  @IsMoment()
  dueAt?: Date;

  @ApiPropertyOptional({
    description:
      'When it is due on the clock of `zone`; a day alone is the end of it. A time that the clock skips is refused (`local_time_skipped`); one that it shows twice is the earlier.',
  })
  @given()
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/, {
    message: 'dueLocal must be a local time such as 2030-03-06T15:00, or a day',
  })
  dueLocal?: string;

  @ApiPropertyOptional({
    maxLength: 64,
    description: 'IANA zone. Default: the assignee’s, else yours, else the team’s.',
    example: 'America/New_York',
  })
  @given()
  @IsString()
  @MaxLength(64)
  zone?: string;

  @ApiPropertyOptional({ enum: TASK_PRIORITIES, default: 'MEDIUM', example: 'HIGH' })
  @given()
  @IsIn(TASK_PRIORITIES)
  priority?: TaskPriority;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'The lead it is about.' })
  @IsOptional()
  @IsUUID()
  leadId?: string | null;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'A member of the team.' })
  @IsOptional()
  @IsUUID()
  assignedToId?: string | null;

  @ApiPropertyOptional({
    type: [Number],
    maxItems: taskLimits.reminders,
    description:
      'Minutes before it is due at which the assignee, else the author, is notified; 0: when it is due.',
    example: [60, 10],
  })
  @given()
  @IsArray()
  @ArrayMaxSize(taskLimits.reminders)
  @IsInt({ each: true })
  @Min(0, { each: true })
  @Max(taskLimits.reminderMinutes, { each: true })
  reminders?: number[];

  @ApiPropertyOptional({
    type: RecurrenceBody,
    nullable: true,
    description: 'How it repeats, on the clock of its zone, counted from when it is due.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => RecurrenceBody)
  recurrence?: RecurrenceBody | null;
}

export class UpdateTaskBody
  extends PartialType(CreateTaskBody, { skipNullProperties: false })
  implements TaskInput
{
  @ApiPropertyOptional({
    enum: EDITABLE_STATUSES,
    description: 'A task is completed and taken up again by routes of their own.',
    example: 'IN_PROGRESS',
  })
  @given()
  @IsIn(EDITABLE_STATUSES)
  status?: (typeof EDITABLE_STATUSES)[number];
}

export class AssignTaskBody {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: nobody.', example: id })
  @userOrNobody()
  @IsUUID()
  userId: string | null;
}

export class BulkTasksBody {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: taskLimits.bulk, example: [id] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(taskLimits.bulk)
  @IsUUID(undefined, { each: true })
  ids: string[];
}

export class BulkTasksResponse {
  @ApiProperty({ type: 'integer', description: 'How many were open and are completed now.', example: 12 })
  changed: number;
}
