import { Controller, Get, Header, Param, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Calendars } from '@domain/appointments';
import { Endpoint } from '@platform/http';
import { calendarFile } from './calendar-file';

@ApiTags('Appointments')
@Controller('calendar')
export class CalendarFeedController {
  constructor(private readonly calendars: Calendars) {}

  /** No limit per address: one calendar provider fetches for all its users. */
  @Get(':token')
  @Header('Cache-Control', 'private, max-age=300')
  @Header('X-Robots-Tag', 'noindex')
  @Endpoint({
    summary: 'The calendar behind a secret link',
    access: 'public',
    produces: 'text/calendar',
    errors: ['calendar_not_found'],
    rateLimit: false,
  })
  read(@Param('token') token: string): Promise<StreamableFile> {
    return this.calendars.feed(token).then((ics) => calendarFile(ics, 'calendar.ics'));
  }
}
