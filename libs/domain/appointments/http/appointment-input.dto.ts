import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  APPOINTMENT_TYPES,
  appointmentLimits,
  type AppointmentChanges,
  type AppointmentType,
  type AttendeeInput,
  type NewAppointment,
} from '@domain/appointments';
import { IsLine, IsMoment, IsText } from '@platform/validation';
import { ReminderRuleBody } from './reminder-rules.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
/** Left out is fine, null is not. */
const given = () => ValidateIf((_body, value) => value !== undefined);

export class AttendeeBody implements AttendeeInput {
  @ApiPropertyOptional({ format: 'uuid', example: id }) @given() @IsUUID() leadId?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'A member of the team.' })
  @given()
  @IsUUID()
  userId?: string;
  @ApiPropertyOptional({ example: 'pat@example.com', description: 'Anybody else.' })
  @given()
  @IsEmail()
  @MaxLength(254)
  email?: string;
  @ApiPropertyOptional({ example: 'Pat Lopez', maxLength: 200, description: 'With an email.' })
  @given()
  @IsLine(200)
  name?: string;
}

export class CreateAppointmentBody implements NewAppointment {
  @ApiProperty({ maxLength: 200, example: 'Tour of 12 Main Street' }) @IsLine(200) title: string;

  @ApiProperty({ enum: APPOINTMENT_TYPES, example: 'SHOWING' })
  @IsIn(APPOINTMENT_TYPES)
  type: AppointmentType;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'The start with its offset; or `localStart`.',
    example: '2030-03-06T15:00:00-05:00',
  })
  @given()
  @IsMoment()
  startAt?: Date;

  @ApiPropertyOptional({
    description:
      'The start on the clock of `zone`. A time that the clock skips is refused (`local_time_skipped`); one that it shows twice is the earlier.',
    example: '2030-03-06T15:00',
  })
  @given()
  @IsString()
  @Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, {
    message: 'localStart must be a local time such as 2030-03-06T15:00',
  })
  localStart?: string;

  @ApiPropertyOptional({ enum: ['earlier', 'later'], description: 'Which of a local time shown twice.' })
  @given()
  @IsIn(['earlier', 'later'])
  repeated?: 'earlier' | 'later';

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Or `durationMinutes`.' })
  @given()
  @IsMoment()
  endAt?: Date;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: appointmentLimits.minutes,
    description: 'Default 30; a moved appointment keeps its length.',
    example: 45,
  })
  @given()
  @IsInt()
  @Min(1)
  @Max(appointmentLimits.minutes)
  durationMinutes?: number;

  @ApiPropertyOptional({
    maxLength: 64,
    description: 'IANA zone. Default: the team’s.',
    example: 'America/New_York',
  })
  @given()
  @IsLine(64)
  zone?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Whose time it is. Default: who books.' })
  @given()
  @IsUUID()
  hostId?: string;

  @ApiPropertyOptional({ type: String, format: 'uuid', nullable: true, description: 'Attends as well.' })
  @IsOptional()
  @IsUUID()
  leadId?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 300, example: '12 Main Street, Austin' })
  @IsOptional()
  @IsLine(300)
  location?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 500,
    example: 'https://meet.example.com/abc',
  })
  @IsOptional()
  @IsUrl({ protocols: ['https', 'http'], require_protocol: true })
  @MaxLength(500)
  meetingUrl?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 5_000 })
  @IsOptional()
  @IsText(5_000)
  description?: string | null;

  @ApiPropertyOptional({ type: [AttendeeBody], description: 'Besides host and lead. Replaces the list.' })
  @given()
  @ValidateNested({ each: true })
  @Type(() => AttendeeBody)
  @ArrayMaxSize(appointmentLimits.attendees)
  @IsArray()
  attendees?: AttendeeBody[];

  @ApiPropertyOptional({
    type: [ReminderRuleBody],
    nullable: true,
    description: 'Instead of the team’s; an empty list is none, null the team’s again.',
  })
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => ReminderRuleBody)
  @ArrayMaxSize(appointmentLimits.rules)
  @IsArray()
  reminderRules?: ReminderRuleBody[] | null;

  @ApiPropertyOptional({ default: true, description: 'Send invitations and their changes by mail.' })
  @given()
  @IsBoolean()
  invite?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Book although the host has something else then.' })
  @given()
  @IsBoolean()
  allowConflict?: boolean;
}

/** What is left out stays; null clears what may be empty. */
export class UpdateAppointmentBody
  extends PartialType(CreateAppointmentBody, { skipNullProperties: false })
  implements AppointmentChanges {}

export class OutcomeBody {
  @ApiPropertyOptional({
    maxLength: 2_000,
    description: 'How it went.',
    example: 'They want to make an offer.',
  })
  @given()
  @IsText(2_000)
  outcome?: string;
}
