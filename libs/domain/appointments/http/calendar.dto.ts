import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsUUID, Matches } from 'class-validator';
import type { BusyPerson, BusySpan } from '@domain/appointments';
import type { DailyMailSetting } from '@domain/daily-mails';
import { IsInstant, IsLine, QueryList } from '@platform/validation';

const id = '01936f5e-8c1a-7b3e-9d2f-4a5b6c7d8e9f';
const instant = { type: String, format: 'date-time', example: '2030-03-06T20:00:00.000Z' } as const;

export class FreeBusyQuery {
  @ApiProperty({ type: [String], format: 'uuid', description: 'Members of the team.', example: [id] })
  @QueryList()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  userIds: string[];

  @ApiProperty({ ...instant, description: 'Inclusive; a date is midnight UTC.' }) @IsInstant() from: Date;
  @ApiProperty({ ...instant, description: 'Exclusive.' }) @IsInstant() to: Date;
}

export class BusySpanResponse implements BusySpan {
  @ApiProperty(instant) startAt: Date;
  @ApiProperty({ ...instant, example: '2030-03-06T20:45:00.000Z' }) endAt: Date;
}

export class BusyPersonResponse implements BusyPerson {
  @ApiProperty({ format: 'uuid', example: id }) userId: string;
  @ApiProperty({ type: [BusySpanResponse] }) busy: BusySpanResponse[];
}

export class CalendarLinkResponse {
  @ApiProperty({
    example: 'https://crm.example.com/api/calendar/MDE5….k3x9qz2a',
    description: 'Whoever has it can read the calendar.',
  })
  url: string;

  static from(this: void, url: string): CalendarLinkResponse {
    return Object.assign(new CalendarLinkResponse(), { url });
  }
}

export class AgendaSettings implements DailyMailSetting {
  @ApiProperty({ example: true }) @IsBoolean() enabled: boolean;

  @ApiProperty({ example: '07:30', description: '`HH:mm` on the clock of `zone`.' })
  @Matches(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'localTime must be a time such as 07:30' })
  localTime: string;

  @ApiProperty({ example: 'America/Chicago', description: 'IANA zone.', maxLength: 64 })
  @IsLine(64)
  zone: string;
}
