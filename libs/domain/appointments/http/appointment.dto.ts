import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  ATTENDEE_RESPONSES,
  type Appointment,
  type AppointmentFilter,
  type AppointmentStatus,
  type AppointmentType,
  type AppointmentView,
  type Attendee,
  type AttendeeResponse,
  type ReminderView,
} from '@domain/appointments';
import { PageQuery, pageResponse } from '@platform/http';
import { IsInstant, IsLine, QueryList } from '@platform/validation';
import { ReminderRuleBody } from './reminder-rules.dto';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const idProperty = { type: String, format: 'uuid', nullable: true, example: id } as const;
const instant = { type: String, format: 'date-time', example: '2030-03-06T20:00:00.000Z' } as const;
const perhaps = { ...instant, nullable: true, example: null } as const;
const text = { type: String, nullable: true, example: null } as const;

export class ListAppointmentsQuery extends PageQuery implements AppointmentFilter {
  @ApiPropertyOptional({ ...instant, description: 'What is not over by then; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  from?: Date;

  @ApiPropertyOptional({ ...instant, description: 'What begins before; a date is midnight UTC.' })
  @IsOptional()
  @IsInstant()
  to?: Date;

  @ApiPropertyOptional({ enum: APPOINTMENT_STATUSES, isArray: true, description: 'Any of these.' })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(APPOINTMENT_STATUSES.length)
  @IsIn(APPOINTMENT_STATUSES, { each: true })
  status?: AppointmentStatus[];

  @ApiPropertyOptional({ enum: APPOINTMENT_TYPES, isArray: true, description: 'Any of these.' })
  @QueryList()
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(APPOINTMENT_TYPES.length)
  @IsIn(APPOINTMENT_TYPES, { each: true })
  type?: AppointmentType[];

  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() hostId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() leadId?: string;
}

export class CancelQuery {
  @ApiPropertyOptional({ maxLength: 500, description: 'Why; kept as the outcome.' })
  @IsOptional()
  @IsLine(500)
  reason?: string;
}

export class AttendeeResponseBody implements Attendee {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: `lead:${id}`, description: 'lead:<id>, user:<id> or email:<address>' }) key: string;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty({ ...idProperty, example: null }) userId: string | null;
  @ApiProperty({ ...text, example: 'pat@example.com' }) email: string | null;
  @ApiProperty({ ...text, example: 'Pat Lopez' }) name: string | null;
  @ApiProperty({ enum: ATTENDEE_RESPONSES, example: 'NEEDS_ACTION' }) response: AttendeeResponse;
  @ApiProperty(perhaps) respondedAt: Date | null;
}

export class ReminderResponse implements ReminderView {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ type: 'integer', description: 'Of the appointment it belongs to.', example: 0 })
  revision: number;
  @ApiProperty({ type: 'integer', example: 120 }) offsetMinutes: number;
  @ApiProperty({ example: 'SMS' }) channel: string;
  @ApiProperty({ example: `lead:${id}` }) recipient: string;
  @ApiProperty(instant) dueAt: Date;
  @ApiProperty({ enum: ['planned', 'sent', 'skipped', 'cancelled'], example: 'planned' }) state: string;
  @ApiProperty({ ...text, description: 'past, already_sent, too_late, superseded, …' }) reason: string | null;
  @ApiProperty({ ...idProperty, example: null }) messageId: string | null;
  @ApiProperty({ ...text, description: 'How its message stands; see /api/messages/{id}/why.' })
  messageState: string | null;
}

export class AppointmentResponse {
  @ApiProperty({ format: 'uuid', example: id }) id: string;
  @ApiProperty({ example: 'Tour of 12 Main Street' }) title: string;
  @ApiProperty({ enum: APPOINTMENT_TYPES, example: 'SHOWING' }) type: AppointmentType;
  @ApiProperty({ enum: APPOINTMENT_STATUSES, example: 'SCHEDULED' }) status: AppointmentStatus;
  @ApiProperty(instant) startAt: Date;
  @ApiProperty({ ...instant, example: '2030-03-06T20:45:00.000Z' }) endAt: Date;
  @ApiProperty({ example: 'America/New_York' }) zone: string;
  @ApiProperty({ format: 'uuid', example: id }) hostId: string;
  @ApiProperty(idProperty) leadId: string | null;
  @ApiProperty({ ...text, example: '12 Main Street, Austin' }) location: string | null;
  @ApiProperty(text) meetingUrl: string | null;
  @ApiProperty(text) description: string | null;
  @ApiProperty(text) outcome: string | null;
  @ApiProperty({
    type: 'integer',
    description: 'Raised by every change; reminders belong to one.',
    example: 0,
  })
  revision: number;
  @ApiProperty({ type: 'integer', description: 'SEQUENCE of its invitations.', example: 0 })
  icsSequence: number;
  @ApiProperty({ example: true }) invite: boolean;
  @ApiProperty({ type: [ReminderRuleBody], nullable: true, description: 'Null: the team’s.', example: null })
  reminderRules: ReminderRuleBody[] | null;
  @ApiProperty({ ...perhaps, description: 'A guest asked for another time; reminders are off until then.' })
  rescheduleRequestedAt: Date | null;
  @ApiProperty(perhaps) confirmedAt: Date | null;
  @ApiProperty({ ...perhaps, description: 'It ended and nobody said how.' }) noShowSuspectedAt: Date | null;
  @ApiProperty(perhaps) closedAt: Date | null;
  @ApiProperty(idProperty) createdById: string | null;
  @ApiProperty({ ...instant, example: '2030-03-01T15:04:05.000Z' }) createdAt: Date;
  @ApiProperty({ ...instant, example: '2030-03-01T15:04:05.000Z' }) updatedAt: Date;

  static from(this: void, appointment: Appointment): AppointmentResponse {
    return Object.assign(new AppointmentResponse(), shown(appointment));
  }
}

export class AppointmentDetail extends AppointmentResponse {
  @ApiProperty({ type: [AttendeeResponseBody] }) attendees: AttendeeResponseBody[];
  @ApiProperty({ type: [ReminderResponse], description: 'Of the current revision first.' })
  reminders: ReminderResponse[];

  static override from(this: void, appointment: AppointmentView): AppointmentDetail {
    return Object.assign(new AppointmentDetail(), shown(appointment));
  }
}

export class AppointmentPage extends pageResponse(AppointmentResponse) {}

function shown<T extends Appointment>({ messageSourceId: _messages, inviteSourceId: _invites, ...rest }: T) {
  return rest;
}
