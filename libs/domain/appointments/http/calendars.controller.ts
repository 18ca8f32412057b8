import { Body, Controller, Get, Header, Param, Post, Put, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Agendas, Calendars, FreeBusy, ReminderSettings } from '@domain/appointments';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam } from '@platform/http';
import { calendarFile } from './calendar-file';
import { AgendaSettings, BusyPersonResponse, CalendarLinkResponse, FreeBusyQuery } from './calendar.dto';
import { ReminderDefaults } from './reminder-rules.dto';

/** What surrounds appointments: who has time, calendars to read, and what is sent without being asked for. */
@ApiTags('Appointments')
@Controller('appointments')
export class CalendarsController {
  constructor(
    private readonly freeBusy: FreeBusy,
    private readonly calendars: Calendars,
    private readonly settings: ReminderSettings,
    private readonly agendas: Agendas,
  ) {}

  @Get('free-busy')
  @Endpoint({
    summary: 'When people have no time',
    access: 'appointments:read',
    response: [BusyPersonResponse],
    errors: ['user_not_found'],
  })
  busy(
    @CurrentActor() { scope }: Actor,
    @Query() { userIds, from, to }: FreeBusyQuery,
  ): Promise<BusyPersonResponse[]> {
    return this.freeBusy.of(scope, userIds, from, to);
  }

  @Get('reminder-defaults')
  @Endpoint({
    summary: 'What the team’s appointments are reminded of',
    access: 'settings:read',
    response: ReminderDefaults,
  })
  reminderDefaults(@CurrentActor() { scope }: Actor): Promise<ReminderDefaults> {
    return this.settings.get(scope).then(ReminderDefaults.from);
  }

  @Put('reminder-defaults')
  @Endpoint({
    summary: 'Change what the team’s appointments are reminded of',
    description: 'Holds for what is booked or changed from now on.',
    access: 'settings:write',
    response: ReminderDefaults,
  })
  changeReminderDefaults(
    @CurrentActor() actor: Actor,
    @Body() { rules }: ReminderDefaults,
  ): Promise<ReminderDefaults> {
    return this.settings.put(actor.scope, rules, actor).then(ReminderDefaults.from);
  }

  @Get('agenda')
  @Endpoint({ summary: 'My daily agenda by mail', access: 'user', response: AgendaSettings })
  agenda(@CurrentActor() { scope, id }: Actor): Promise<AgendaSettings> {
    return this.agendas.get(scope, id);
  }

  @Put('agenda')
  @Endpoint({
    summary: 'Set the hour of my daily agenda, or end it',
    access: 'user',
    response: AgendaSettings,
  })
  changeAgenda(@CurrentActor() { scope, id }: Actor, @Body() body: AgendaSettings): Promise<AgendaSettings> {
    return this.agendas.put(scope, id, body);
  }

  @Get('feed')
  @Endpoint({ summary: 'The secret link to my calendar', access: 'user', response: CalendarLinkResponse })
  feed(@CurrentActor() { scope, id }: Actor): Promise<CalendarLinkResponse> {
    return this.calendars.link(scope, id).then(CalendarLinkResponse.from);
  }

  @Post('feed/rotate')
  @Endpoint({
    summary: 'A new secret link; the old one shows nothing any more',
    access: 'user',
    response: CalendarLinkResponse,
    idempotent: 'secret',
  })
  rotateFeed(@CurrentActor() { scope, id }: Actor): Promise<CalendarLinkResponse> {
    return this.calendars.rotate(scope, id).then(CalendarLinkResponse.from);
  }

  @Get(':id/ics')
  @Header('Cache-Control', 'no-store')
  @Endpoint({
    summary: 'An appointment as an iCalendar file',
    access: 'appointments:read',
    produces: 'text/calendar',
    errors: ['appointment_not_found'],
  })
  file(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<StreamableFile> {
    return this.calendars.file(scope, id).then((ics) => calendarFile(ics, 'appointment.ics'));
  }
}
